// Loads the actions for messages when the pointer, the focus or a finger first reaches a message.

import { lazily } from "../browser/lazily.js";

export class ActionsLoader {
  #load;
  #actions = null;

  constructor(options) {
    this.#load = lazily(async () => {
      const { loadActions } = await import("../actions/actions.js");
      return (this.#actions = await loadActions(options));
    });
    for (const reach of ["pointerover", "focusin"]) options.list.addEventListener(reach, this.#load);
  }

  draw() {
    this.#actions?.draw();
  }

  async open(item) {
    (await this.#load())?.open(item);
  }

  async press(name, item) {
    (await this.#load())?.press(name, item);
  }
}
