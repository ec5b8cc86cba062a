// Writes to localStorage what must not be lost; while a value is not stored, the browser asks before the tab is closed.

import * as storage from "./storage.js";

export class GuardedStorage {
  #missing = new Set(); // keys whose latest values are not stored, or only in part
  #changed = () => {};

  get isComplete() {
    return this.#missing.size === 0;
  }

  // False if the latest value of the key is not stored, or only in part. True also for a key that was never written.
  has(key) {
    return !this.#missing.has(key);
  }

  // `changed` is called when `isComplete` changes.
  subscribe(changed) {
    this.#changed = changed;
  }

  // Returns whether the value was stored. `isWhole` is false if the value is only a part of what must not be lost.
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
    // Browsers do not keep a page that listens to "beforeunload" in the back/forward cache, so the page listens only when it has to.
    if (this.isComplete) removeEventListener("beforeunload", confirmLeaving);
    else addEventListener("beforeunload", confirmLeaving);
    this.#changed();
  }
}

function confirmLeaving(event) {
  event.preventDefault();
  event.returnValue = true; // for older browsers
}
