// Shows in the header until when the person is not to be disturbed; a click ends the quiet time.

import { words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";
import { isUndisturbed } from "./levels.js";
import { timeText } from "./quiet-times.js";

export class QuietSign {
  #button = copyOf("quiet-sign");
  #before; #store;
  #until = 0; // as drawn

  // The sign stands before the element `before`. `change` changes a setting.
  constructor({ before, store, change }) {
    this.#before = before;
    this.#store = store;
    this.#button.addEventListener("click", () => {
      change({ quietUntil: 0 });
      before.focus(); // the button disappears
    });
  }

  draw(state) {
    const now = Date.now();
    const until = isUndisturbed(state, now) ? state.settings.quietUntil : 0;
    if (until === this.#until) return;
    this.#until = until;
    if (until === 0) return this.#button.remove();
    this.#button.querySelector(".label").textContent = words("quiet until", { time: timeText(until, now) });
    this.#before.before(this.#button);
    setTimeout(() => this.#store.requestDraw(), until - now);
  }
}
