// Draws once for each frame of the screen, however much changed since the last; out of sight a few times a second.

import { untilMidnight } from "../text/days.js";

const UNSEEN_DRAW_MS = 250; // a hidden tab has no frames to draw in, but is up to date when somebody looks

export class Drawing {
  #draw;
  isDue = false;

  constructor(draw) {
    this.#draw = draw;
    this.#tomorrow();
  }

  soon() {
    if (this.isDue) return;
    this.isDue = true;
    if (document.hidden) setTimeout(() => this.#now(), UNSEEN_DRAW_MS);
    else requestAnimationFrame(() => this.#now());
  }

  // A frame that was asked for in sight never comes out of sight.
  turned() {
    this.isDue = false;
    this.soon();
  }

  #now() {
    this.isDue = false;
    this.#draw();
  }

  #tomorrow() {
    setTimeout(() => (this.soon(), this.#tomorrow()), untilMidnight());
  }
}
