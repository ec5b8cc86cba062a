// Draws the parts of the page once per animation frame, however many changes came since; in a hidden tab four times a second.

import { untilMidnight } from "../text/days.js";

const HIDDEN_DRAW_MS = 250; // a hidden tab has no animation frames, but has to be up to date when the person returns

export class Drawing {
  #store; #parts;
  #isDue = false;

  // Each part has draw(state), which may be called at any time and as often as one likes.
  constructor({ store, parts }) {
    this.#store = store;
    this.#parts = parts;
    store.subscribe(() => this.request());
    // A frame that was requested while the tab was visible does not come while it is hidden.
    document.addEventListener("visibilitychange", () => this.#request());
    this.#requestAtMidnight();
    this.request();
  }

  request() {
    if (!this.#isDue) this.#request();
  }

  #request() {
    this.#isDue = true;
    if (document.hidden) setTimeout(() => this.#draw(), HIDDEN_DRAW_MS);
    else requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#isDue = false;
    for (const part of this.#parts) part.draw(this.#store.state);
  }

  // "Today" becomes "yesterday".
  #requestAtMidnight() {
    setTimeout(() => (this.request(), this.#requestAtMidnight()), untilMidnight());
  }
}
