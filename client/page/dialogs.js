// Opens and closes the dialogs for settings, help and another device; a button, Escape or a click outside closes them.

import { lazily } from "../browser/lazy-load.js";

export class Dialogs {
  #page; #notice;

  constructor({ page, notice, store }) {
    this.#page = page;
    this.#notice = notice;
    this.load = {
      settings: lazily(async () => this.#added(await (await import("./settings-dialog.js")).loadSettings(page, store))),
      offer: async () => this.#added(await (await import("./hand-over/offer.js")).offerDialog(store)), // loads each time, for a new link
      help: lazily(async () => this.#added(await (await import("./help-loader.js")).loadHelp())),
    };
    this.#connectButtons(page);
  }

  // Opens a dialog. Loads it first, if it is not loaded yet.
  open(id) {
    return this.#notice.unlessMissing(async () => {
      const dialog = await this.load[id]();
      for (const open of this.#page.querySelectorAll("dialog[open]")) open.close();
      dialog.showModal();
      dialog.scrollTop = 0; // the browser scrolls to the button that it focuses, which is at the end
    });
  }

  #added(dialog) {
    this.#connectButtons(dialog);
    dialog.addEventListener("click", ({ target }) => (target === dialog || target.closest(".close")) && dialog.close());
    this.#page.body.append(dialog);
    return dialog;
  }

  #connectButtons(part) {
    for (const button of part.querySelectorAll("[data-opens]"))
      button.addEventListener("click", () => this.open(button.dataset.opens));
  }
}
