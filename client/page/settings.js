// What each browser may want otherwise: kept there, the same in all of its tabs, and chosen in a sheet.

import * as storage from "../browser/storage.js";

const KEY = "settings";
const APPEARANCES = ["automatic", "light", "dark"];
const USUAL = { moves: true, typing: true };

export const settingsIn = (kept) =>
  Object.fromEntries(Object.entries(USUAL).map(([key, usual]) => [key, typeof kept?.[key] === "boolean" ? kept[key] : usual]));

export const readSettings = () => settingsIn(storage.read(KEY));

// `changed` gets the settings whenever this tab or another one of the browser changes them.
export function offerSettings(form, changed) {
  const boxes = Object.keys(USUAL).map((key) => form.elements[key]);
  const show = (settings) => boxes.forEach((box) => (box.checked = settings[box.name]));
  const chosen = () => Object.fromEntries(boxes.map((box) => [box.name, box.checked]));
  const use = (settings) => (show(settings), changed(settings));
  for (const box of boxes)
    box.addEventListener("change", () => {
      storage.write(KEY, chosen());
      changed(chosen());
    });
  storage.watch((key, kept) => key === KEY && use(settingsIn(kept)));
  form.addEventListener("submit", (event) => event.preventDefault()); // Enter in a field is no reason to leave the page
  show(readSettings());
}

// Light, dark, or as the system has it; theme.js sees to it before the first paint.
export function offerAppearance(page, fields) {
  const bars = [...page.querySelectorAll("meta[name=theme-color]")].map((meta) => ({ meta, media: meta.media }));
  const show = (wanted) => {
    const choice = APPEARANCES.includes(wanted) ? wanted : "automatic";
    page.documentElement.dataset.appearance = choice;
    fields.appearance.value = choice;
    for (const { meta, media } of bars) meta.media = choice === "automatic" ? media : media.includes(choice) ? "all" : "not all";
  };
  for (const field of fields.appearance)
    field.addEventListener("change", () => {
      storage.write("appearance", field.value);
      show(field.value);
    });
  storage.watch((key, choice) => key === "appearance" && show(choice));
  show(storage.read("appearance"));
}
