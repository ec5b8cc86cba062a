// Light, dark, or as the system has it: chosen in the settings, kept in this browser, the same in all its tabs.

import * as storage from "./storage.js";

const KEY = "appearance";
const CHOICES = ["automatic", "light", "dark"];

export function offerAppearance(page, fields) {
  const bars = [...page.querySelectorAll("meta[name=theme-color]")].map((meta) => ({ meta, media: meta.media }));
  const show = (wanted) => {
    const choice = CHOICES.includes(wanted) ? wanted : "automatic";
    page.documentElement.dataset.appearance = choice;
    fields.appearance.value = choice;
    for (const { meta, media } of bars) meta.media = choice === "automatic" ? media : media.includes(choice) ? "all" : "not all";
  };
  for (const field of fields.appearance)
    field.addEventListener("change", () => {
      storage.write(KEY, field.value);
      show(field.value);
    });
  storage.watch((key, choice) => key === KEY && show(choice));
  show(storage.read(KEY));
}
