// What each browser may want otherwise: kept there, the same in all of its tabs, and chosen in a sheet.

import * as storage from "./storage.js";

const KEY = "settings";
const DEFAULTS = { moves: true, typing: true, theme: "auto" };
const CHOICES = { moves: [true, false], typing: [true, false], theme: ["auto", "light", "dark"] };

export const settingsIn = (kept) =>
  Object.fromEntries(Object.entries(DEFAULTS).map(([key, usual]) => [key, CHOICES[key].includes(kept?.[key]) ? kept[key] : usual]));

export const readSettings = () => settingsIn(storage.read(KEY));

export class Settings {
  #root; #form;

  // `changed` gets the settings whenever this tab or another one of the browser changes them.
  constructor({ root, form, changed }) {
    this.#root = root;
    this.#form = form;
    this.#show(readSettings());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => {
      const settings = this.#chosen();
      storage.write(KEY, settings);
      this.#show(settings);
      changed(settings);
    });
    storage.watch((key, kept) => {
      if (key !== KEY) return;
      this.#show(settingsIn(kept));
      changed(settingsIn(kept));
    });
  }

  #chosen() {
    const { moves, typing, theme } = this.#form.elements;
    return settingsIn({ moves: moves.checked, typing: typing.checked, theme: theme.value });
  }

  #show({ moves, typing, theme }) {
    const fields = this.#form.elements;
    fields.moves.checked = moves;
    fields.typing.checked = typing;
    fields.theme.value = theme;
    this.#root.dataset.theme = theme;
  }
}
