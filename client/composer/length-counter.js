// Shows the number of characters left when a text gets close to the limit, and offers to send a longer text in parts.

import { words } from "../browser/language.js";
import { lengthOf, trimmed } from "../text/normalize.js";

const COUNTED_FROM = 0.9; // of the limit; for a shorter text the number would only distract
export const MAX_PARTS = 10; // a text that needs more parts would flood the room

export class LengthCounter {
  #form; #counter; #button;
  #level = "";
  #text = "";
  #parts = [];

  constructor({ form, sendParts }) {
    this.#form = form;
    this.#counter = form.querySelector(".counter");
    this.#button = form.querySelector(".parts");
    this.#button.addEventListener("click", () => sendParts(this.#parts));
  }

  // `isDivisible` says whether the text can be sent in parts; an edit cannot.
  draw(text, limit, isDivisible) {
    const length = lengthOf(trimmed(text));
    this.#form.classList.toggle("too-long", length > limit);
    this.#form.classList.toggle("has-text", length > 0);
    this.#drawCount(limit - length, levelOf(length, limit));
    this.#text = text;
    this.#button.hidden = true;
    if (isDivisible && length > limit && length <= MAX_PARTS * limit) this.#offerParts(text, limit);
  }

  async #offerParts(text, limit) {
    const { partsOf } = await import("../text/split.js").catch(() => ({ partsOf: () => [] }));
    if (this.#text !== text) return;
    this.#parts = partsOf(text, limit);
    this.#button.hidden = this.#parts.length === 0 || this.#parts.length > MAX_PARTS;
    this.#button.textContent = words("send as parts", { count: this.#parts.length });
  }

  // Draws the number. Screen readers read it out when the text gets close to the limit and when the text exceeds the limit, not at each
  // key.
  #drawCount(left, level) {
    this.#counter.setAttribute("aria-live", level === this.#level ? "off" : "polite");
    this.#level = level;
    this.#counter.textContent = level === "" ? "" : countOf(left);
  }
}

const levelOf = (length, limit) => (length > limit ? "over" : length >= limit * COUNTED_FROM ? "close" : "");

const countOf = (left) =>
  left < 0 ? words("characters over", { count: -left }) : words("characters left", { count: left });
