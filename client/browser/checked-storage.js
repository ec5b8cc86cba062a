// Stores what must not be lost, and knows what could not be stored: then the browser asks before the tab is closed.

import * as storage from "./storage.js";

export class CheckedStorage {
  #missing = new Set(); // keys of which the value could not be stored
  #changed = () => {};

  get isComplete() {
    return this.#missing.size === 0;
  }

  has(key) {
    return !this.#missing.has(key);
  }

  // `changed` is called when `isComplete` changes.
  subscribe(changed) {
    this.#changed = changed;
  }

  // Returns whether the value was stored. `isWhole` says whether it is all that must not be lost.
  write(key, value, isWhole = true) {
    const isStored = storage.write(key, value);
    this.#mark(key, isStored && isWhole);
    return isStored;
  }

  remove(key) {
    storage.remove(key);
    this.#mark(key, true);
  }

  #mark(key, isStored) {
    const wasComplete = this.isComplete;
    if (isStored) this.#missing.delete(key);
    else this.#missing.add(key);
    if (this.isComplete === wasComplete) return;
    // Only while it is needed: browsers keep no page in the back/forward cache that listens for it.
    if (this.isComplete) removeEventListener("beforeunload", confirmLeaving);
    else addEventListener("beforeunload", confirmLeaving);
    this.#changed();
  }
}

function confirmLeaving(event) {
  event.preventDefault();
  event.returnValue = true; // for older browsers
}
