// Keeps what must not be lost in this browser, and knows what it could not keep: then it asks before the tab is left.

import * as storage from "./storage.js";

export class Keeper {
  #unkept = new Set();
  #changed;

  // `changed` is called when something cannot be kept any more, and when all is kept or settled again.
  constructor({ changed }) {
    this.#changed = changed;
  }

  get keepsAll() {
    return this.#unkept.size === 0;
  }

  keeps(key) {
    return !this.#unkept.has(key);
  }

  // Says whether it is kept.
  write(key, value) {
    const isKept = storage.write(key, value);
    this.#note(key, isKept);
    return isKept;
  }

  remove(key) {
    storage.remove(key);
    this.#note(key, true);
  }

  #note(key, isKept) {
    const keptAll = this.keepsAll;
    if (isKept) this.#unkept.delete(key);
    else this.#unkept.add(key);
    if (this.keepsAll === keptAll) return;
    // Not all the time: a page that listens for it is not kept in memory to come back to.
    if (this.keepsAll) removeEventListener("beforeunload", ask);
    else addEventListener("beforeunload", ask);
    this.#changed();
  }
}

function ask(event) {
  event.preventDefault();
  event.returnValue = true; // for older browsers
}
