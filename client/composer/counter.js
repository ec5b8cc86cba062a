// Tells how much still fits into a message when it gets close, and offers to send what does not as several.

import { words } from "../browser/language.js";
import { lengthOf, trimmed } from "../text/normalize.js";

const COUNTED_FROM = 0.9; // of the limit; before that a count only distracts
const MOST_PARTS = 10; // more is no message any more but a file

export class Measure {
  #form; #counter; #offer;
  #level = "";
  #drawn = "";
  #parts = [];

  constructor({ form, send }) {
    this.#form = form;
    this.#counter = form.querySelector(".counter");
    this.#offer = form.querySelector(".parts");
    this.#offer.addEventListener("click", () => send(this.#parts));
  }

  draw(text, limit) {
    const length = lengthOf(trimmed(text));
    this.#form.classList.toggle("full", length > limit);
    this.#form.classList.toggle("filled", length > 0);
    this.#count(limit - length, levelOf(length, limit));
    this.#drawn = text;
    this.#offer.hidden = true;
    if (length > limit && length <= MOST_PARTS * limit) this.#offerParts(text, limit);
  }

  async #offerParts(text, limit) {
    const { partsOf } = await import("../text/split.js").catch(() => ({ partsOf: () => [] })); // seldom needed, so loaded then
    if (this.#drawn !== text) return;
    this.#parts = partsOf(text, limit);
    this.#offer.hidden = this.#parts.length === 0 || this.#parts.length > MOST_PARTS;
    this.#offer.textContent = words("send as parts", { count: this.#parts.length });
  }

  // Read out when it becomes close and when it becomes too much, not at every key.
  #count(left, level) {
    this.#counter.setAttribute("aria-live", level === this.#level ? "off" : "polite");
    this.#level = level;
    this.#counter.textContent = level === "" ? "" : countOf(left);
  }
}

const levelOf = (length, limit) => (length > limit ? "over" : length >= limit * COUNTED_FROM ? "close" : "");

const countOf = (left) =>
  left < 0 ? words("characters over", { count: -left }) : words("characters left", { count: left });
