// Loads the actions for messages when the page is idle, or when the pointer, the focus or a finger reaches a message before that.

import { lazily } from "../browser/lazy-load.js";

export class ActionsLoader {
  #notice;
  #actions = null;

  constructor({ notice, ...options }) {
    this.#notice = notice;
    this.load = lazily(async () => {
      const { loadActionBar } = await import("../actions/action-bar.js");
      return (this.#actions = await loadActionBar(options));
    });
    for (const reach of ["pointerover", "focusin"]) options.list.addEventListener(reach, () => this.load().catch(console.warn));
  }

  draw() {
    this.#actions?.draw();
  }

  open(item) {
    this.#notice.unlessMissing(async () => (await this.load()).open(item));
  }

  press(name, item) {
    this.#notice.unlessMissing(async () => (await this.load()).press(name, item));
  }
}
