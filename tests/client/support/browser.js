// The parts of a browser that modules use, under the control of a test: clock, storage, and events of the window.

import { mock } from "node:test";

export class Browser {
  stored = {}; // localStorage
  maxValue = Infinity; // characters that fit into a value
  changed = () => {}; // called with each key that is written
  #listeners = [];

  constructor() {
    mock.restoreAll();
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    globalThis.localStorage = Object.defineProperties(this.stored, {
      getItem: { value: (key) => this.stored[key] ?? null },
      setItem: { value: (key, value) => ((this.stored[key] = this.#fitting(value)), this.changed(key)) },
      removeItem: { value: (key) => (delete this.stored[key], this.changed(key)) },
    });
    this.enter({}, this.#listeners);
  }

  // Modules created from now on belong to this tab: its sessionStorage, and the listeners of its window.
  enter(session, listeners) {
    globalThis.addEventListener = (name, listener) => listeners.push({ name, listener });
    globalThis.removeEventListener = (_, removed) => {
      const index = listeners.findIndex(({ listener }) => listener === removed);
      if (index >= 0) listeners.splice(index, 1);
    };
    globalThis.sessionStorage = {
      getItem: (key) => session[key] ?? null,
      setItem: (key, value) => (session[key] = value),
      removeItem: (key) => delete session[key],
    };
  }

  // Another tab writes a value.
  writeElsewhere(key, value) {
    this.stored[key] = value;
    this.dispatch("storage", { key });
  }

  dispatch(name, event = {}, listeners = this.#listeners) {
    for (const one of listeners.filter((one) => one.name === name)) one.listener(event);
  }

  // Whether the browser would ask before the tab is closed.
  get asksBeforeLeaving() {
    let isPrevented = false;
    this.dispatch("beforeunload", { preventDefault: () => (isPrevented = true) });
    return isPrevented;
  }

  #fitting(value) {
    if (value.length > this.maxValue) throw new DOMException("full", "QuotaExceededError");
    return value;
  }
}

export const tick = (milliseconds) => mock.timers.tick(milliseconds);
