// The settings: stored in this browser, shared by all of its tabs, and chosen in a dialog.

import * as storage from "../browser/storage.js";

const KEY = "settings";
const THEME_KEY = "appearance"; // also in stored-theme.js
const THEMES = ["automatic", "light", "dark"];
const DEFAULTS = { moves: true, typing: true };

export const settingsIn = (stored) =>
  Object.fromEntries(Object.entries(DEFAULTS).map(([key, value]) => [key, typeof stored?.[key] === "boolean" ? stored[key] : value]));

export const readSettings = () => settingsIn(storage.read(KEY));

// Connects the form to the settings, which also change when another tab of this browser changes them.
export function connectSettings(form, store) {
  const boxes = Object.keys(DEFAULTS).map((key) => form.elements[key]);
  const show = (settings) => boxes.forEach((box) => (box.checked = settings[box.name]));
  const apply = (settings) => store.apply({ type: "settings", settings });
  for (const box of boxes)
    box.addEventListener("change", () => {
      const chosen = Object.fromEntries(boxes.map((box) => [box.name, box.checked]));
      storage.write(KEY, chosen);
      apply(chosen);
    });
  storage.watch((key, stored) => {
    if (key !== KEY) return;
    show(settingsIn(stored));
    apply(settingsIn(stored));
  });
  form.addEventListener("submit", (event) => event.preventDefault()); // Enter in a field must not leave the page
  show(readSettings());
}

// Connects the choice of the theme: light, dark, or the system's. stored-theme.js applies the stored choice before the first paint.
export function connectTheme(page, fields) {
  const bars = [...page.querySelectorAll("meta[name=theme-color]")].map((meta) => ({ meta, media: meta.media }));
  const show = (stored) => {
    const choice = THEMES.includes(stored) ? stored : "automatic";
    page.documentElement.dataset.theme = choice;
    fields.theme.value = choice;
    for (const { meta, media } of bars) meta.media = choice === "automatic" ? media : media.includes(choice) ? "all" : "not all";
  };
  for (const field of fields.theme)
    field.addEventListener("change", () => {
      storage.write(THEME_KEY, field.value);
      show(field.value);
    });
  storage.watch((key, choice) => key === THEME_KEY && show(choice));
  show(storage.read(THEME_KEY));
}
