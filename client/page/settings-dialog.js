// The dialog in which a person chooses the settings, the theme, the density and the language. Loaded when the browser is idle, or at the
// latest when the person opens the dialog.

import { connectAttentionSettings } from "../attention/settings-part.js";
import { chooseLanguage, chosenLanguage, LANGUAGES } from "../browser/language.js";
import { loadLater } from "../browser/load-later.js";
import * as storage from "../browser/storage.js";
import { copyOf } from "../browser/templates.js";
import { changeSettings, KEY, loadCompact, settingsIn } from "./settings.js";

// The keys are also in stored-looks.js, which applies the stored values before the first paint.
const THEME = { key: "appearance", values: ["automatic", "light", "dark"] };
const DENSITY = { key: "density", values: ["comfortable", "compact"] };

export async function loadSettings(page, store) {
  await loadLater();
  const dialog = copyOf("settings");
  const form = dialog.querySelector("form");
  connectSettings(form, store);
  connectAttentionSettings(form, store, (part) => changeSettings(store, part));
  connectTheme(page, form.elements);
  connectDensity(page, form.elements);
  connectLanguage(form.elements.language);
  return dialog;
}

// Connects the form to the settings, which also change when another tab of this browser changes them.
function connectSettings(form, store) {
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const show = (settings) => {
    for (const box of boxes) box.checked = settings[box.name];
    form.elements.notify.value = settings.notify;
  };
  for (const box of boxes) box.addEventListener("change", () => changeSettings(store, { [box.name]: box.checked }));
  for (const level of form.elements.notify) level.addEventListener("change", () => changeSettings(store, { notify: level.value }));
  form.addEventListener("submit", (event) => event.preventDefault()); // Enter in a field must not leave the page
  follow(KEY, (stored) => {
    const settings = settingsIn(stored);
    show(settings);
    store.apply({ type: "settings", settings });
  });
}

// Calls `take` with the stored value: now, when another tab changes it, and when this tab may have missed a change, because it was frozen.
function follow(key, take) {
  const catchUp = () => {
    const stored = storage.read(key);
    if (stored !== null) take(stored); // without storage the values in this tab stay
  };
  storage.watch((changed, stored) => changed === key && take(stored));
  addEventListener("pageshow", ({ persisted }) => persisted && catchUp());
  document.addEventListener("visibilitychange", () => document.hidden || catchUp());
  take(storage.read(key));
}

// Connects the choice of the theme: light, dark, or the system's.
function connectTheme(page, fields) {
  const bars = [...page.querySelectorAll("meta[name=theme-color]")].map((meta) => ({ meta, media: meta.media }));
  connectChoice(fields.theme, THEME, (choice) => {
    page.documentElement.dataset.theme = choice;
    for (const { meta, media } of bars) meta.media = choice === "automatic" ? media : media.includes(choice) ? "all" : "not all";
  });
}

// Connects the choice of how close together the messages are.
function connectDensity(page, fields) {
  connectChoice(fields.density, DENSITY, (choice) => {
    page.documentElement.dataset.density = choice;
    if (choice === "compact") loadCompact().catch(console.warn);
  });
}

// Connects the choice of the language; each language is named in that language. All texts of the page are in one language, so a choice
// reloads the page. The server translates the pages without a chat, and knows the choice by a cookie. The cookie is written again each
// time the dialog is loaded, because Safari deletes it after 7 days.
function connectLanguage(field) {
  for (const language of LANGUAGES) {
    const option = new Option(new Intl.DisplayNames(language, { type: "language" }).of(language), language);
    option.lang = language;
    field.append(option);
  }
  const tellServer = () => (document.cookie = storage.cookieFor("language", chosenLanguage() ?? "", location));
  field.value = chosenLanguage() ?? "automatic";
  if (chosenLanguage()) tellServer();
  field.addEventListener("change", () => {
    chooseLanguage(field.value);
    tellServer();
    location.reload();
  });
}

// Connects radio buttons with a stored value: stores what is chosen here, and shows and applies what is stored, here or by another tab.
// The first of `values` is the default.
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
  follow(key, show);
}
