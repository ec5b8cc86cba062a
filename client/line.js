// What there is to say about the connection, in plain words, with a button where a person can do something.

import { words } from "./language.js";

const TRY = { act: "wake", label: "try now" };
const RELOAD = { act: "reload", label: "reload" };
const AGAIN = { act: "open", label: "connect again" };

const STOPPED = new Map([
  [4500, { key: "not understood", button: RELOAD }],
  [4503, { key: "not allowed", button: AGAIN }],
  [4529, { key: "too much", button: AGAIN }],
]);

const SAID = {
  connecting: () => ({ key: "connecting" }),
  waiting: (state, page) =>
    page.isOnline
      ? { key: "reconnecting", button: TRY }
      : { key: "offline", button: TRY },
  stopped: ({ code }) => STOPPED.get(code) ?? { key: "ended", button: AGAIN },
  live: ({ version }, page) =>
    version === page.version ? null : { key: "new version", button: RELOAD },
};

export const said = (state, page) => SAID[state.connection](state, page);

export class Line {
  #root; #banner; #words; #button; #acts;

  constructor({ root, line, acts }) {
    this.#root = root;
    this.#banner = line.querySelector(".banner");
    this.#words = line.querySelector(".words");
    this.#button = line.querySelector("button");
    this.#acts = acts;
  }

  update(state) {
    const { key, button } = said(state, { isOnline: navigator.onLine, version: this.#root.dataset.version }) ?? {};
    this.#root.dataset.connection = state.connection;
    const sentence = key ? words(key) : "";
    this.#banner.hidden = !key;
    if (this.#words.textContent !== sentence) this.#words.textContent = sentence; // said once, not at every drawing
    this.#button.hidden = button === undefined;
    this.#button.textContent = button ? words(button.label) : "";
    this.#button.onclick = button ? this.#acts[button.act] : null;
  }
}
