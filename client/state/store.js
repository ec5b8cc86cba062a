// Holds the state of this tab: applies each frame of the server or act of the page to it, calls the subscribers at once, and
// draws the page soon after.

import { untilMidnight } from "../text/days.js";
import { apply } from "./state.js";

const HIDDEN_DRAW_MS = 250; // a hidden tab has no animation frames, but has to be up to date when the person returns

export class Store {
  heldUntil = 0; // until this time of performance.now() no due drawing happens; browser/page-events.js sets it while something is pressed
  #state;
  #subscribers = [];
  #parts = []; // the parts of the page, such as List; main.js hands them over
  #isDrawDue = true; // true at first, so that nothing is drawn before `startDrawing`

  constructor(state) {
    this.#state = state;
  }

  get state() {
    return this.#state;
  }

  subscribe(subscriber) {
    this.#subscribers.push(subscriber);
  }

  // Applies a frame of the server or an act of the page, and calls the subscribers. A subscriber may apply another frame, which changes
  // the state: the subscribers after it are given the new state.
  apply(frame) {
    this.#state = apply(this.#state, frame);
    for (const subscriber of this.#subscribers) subscriber(this.#state);
    this.requestDraw();
  }

  // Begins to call draw(state) of each part: once now, and again after changes of the state.
  startDrawing(parts) {
    this.#parts = parts;
    // An animation frame that was requested in a visible tab does not come once the tab is hidden: then a timer draws.
    document.addEventListener("visibilitychange", () => this.#scheduleDraw());
    this.#drawAtMidnight();
    this.#scheduleDraw();
  }

  // Draws once, however many changes come before the next animation frame or, in a hidden tab, within HIDDEN_DRAW_MS.
  requestDraw() {
    if (!this.#isDrawDue) this.#scheduleDraw();
  }

  #scheduleDraw() {
    this.#isDrawDue = true;
    if (document.hidden) setTimeout(() => this.#drawDue(), HIDDEN_DRAW_MS);
    else requestAnimationFrame(() => this.#drawDue());
  }

  #drawDue() {
    if (performance.now() < this.heldUntil) return this.#scheduleDraw();
    this.#isDrawDue = false;
    this.draw();
  }

  // Draws at once. Does not cancel a drawing that is due.
  draw() {
    for (const part of this.#parts) part.draw(this.#state);
  }

  // At midnight "today" becomes "yesterday".
  #drawAtMidnight() {
    setTimeout(() => (this.requestDraw(), this.#drawAtMidnight()), untilMidnight());
  }
}
