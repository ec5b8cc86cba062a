// The settings: stored in this browser, shared by all of its tabs, and chosen in a dialog.

import { lazily } from "../browser/lazily.js";
import * as storage from "../browser/storage.js";

const KEY = "settings";
// The keys are also in stored-looks.js, which applies what is stored before the first paint.
const THEME = { key: "appearance", values: ["automatic", "light", "dark"] };
const DENSITY = { key: "density", values: ["comfortable", "compact"] };
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

// Connects the choice of the theme: light, dark, or the system's.
export function connectTheme(page, fields) {
  const bars = [...page.querySelectorAll("meta[name=theme-color]")].map((meta) => ({ meta, media: meta.media }));
  connectChoice(fields.theme, THEME, (choice) => {
    page.documentElement.dataset.theme = choice;
    for (const { meta, media } of bars) meta.media = choice === "automatic" ? media : media.includes(choice) ? "all" : "not all";
  });
}

// Connects the choice of how close together the messages are.
export function connectDensity(page, fields) {
  connectChoice(fields.density, DENSITY, (choice) => {
    page.documentElement.dataset.density = choice;
    if (choice === "compact") loadCompact().catch(console.warn);
  });
}

const loadCompact = lazily(async () => {
  const { loadStyleSheet } = await import("../browser/style-sheet.js");
  await loadStyleSheet(new URL("../style/later/compact.css", import.meta.url).href);
});

// Shows the stored value, or else the first one, and each value that is chosen here or in another tab.
function connectChoice(fields, { key, values }, apply) {
  const show = (stored) => {
    fields.value = values.includes(stored) ? stored : values[0];
    apply(fields.value);
  };
  for (const field of fields)
    field.addEventListener("change", () => {
      storage.write(key, field.value);
      show(field.value);
    });
  storage.watch((changed, stored) => changed === key && show(stored));
  show(storage.read(key));
}
