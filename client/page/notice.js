// Shows for some seconds a problem that a person cannot solve in the page: a part of it did not arrive, or the browser forbids
// notifications.

import { words } from "../browser/language.js";

const SHOWN_MS = 8_000;

export class Notice {
  #element;
  #timer = 0;

  constructor(element) {
    this.#element = element;
  }

  // Runs an action that loads a part of the page, and says so if the part does not arrive. In Firefox a module that did not arrive stays
  // missing until the page is reloaded.
  async unlessMissing(action) {
    try {
      await action();
    } catch (error) {
      console.warn(error);
      this.show(words("part missing"));
    }
  }

  show(sentence) {
    clearTimeout(this.#timer);
    this.#element.textContent = sentence;
    this.#timer = setTimeout(() => (this.#element.textContent = ""), SHOWN_MS);
  }
}
