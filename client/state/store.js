// Holds the state of this tab: every change is a frame that is applied here, and the parts of the page are told of it.

import { apply } from "./state.js";

export class Store {
  #state;
  #listeners = [];

  constructor(state) {
    this.#state = state;
  }

  get state() {
    return this.#state;
  }

  subscribe(listener) {
    this.#listeners.push(listener);
  }

  // A listener may apply another frame, so each is given the state as it is when its turn comes.
  apply(frame) {
    this.#state = apply(this.#state, frame);
    for (const listener of this.#listeners) listener(this.#state);
  }
}
