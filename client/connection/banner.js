// What there is to say about the connection, in plain words, with buttons where a person can do something.

import { words } from "../browser/language.js";

const TRY = { act: "open", label: "try now" };
const RELOAD = { act: "reload", label: "reload" };
const AGAIN = { act: "open", label: "reconnect" };
const LATER = { act: "decline", label: "later" };

const STOPPED = new Map([
  [4500, { key: "page outdated", buttons: [RELOAD] }],
  [4503, { key: "no access", buttons: [AGAIN] }],
  [4529, { key: "sent too much", buttons: [AGAIN] }],
]);

const OUTAGES = { lost: "reconnecting", blocked: "blocked", full: "full", crowded: "too many connections" };

// A blip says nothing: the state calls it trouble when it lasts.
const away = ({ trouble }, { isOnline }) => {
  if (trouble === null) return null;
  return { key: isOnline ? OUTAGES[trouble] : "offline", buttons: [TRY] };
};

const SAID = {
  connecting: away,
  waiting: away,
  stopped: ({ code }) => STOPPED.get(code) ?? { key: "disconnected", buttons: [AGAIN] },
  live({ isBack, version, declined }, page) {
    if (isBack) return { key: "back online", buttons: [] };
    return [page.version, declined].includes(version) ? null : { key: "new version", buttons: [RELOAD, LATER] };
  },
};

export const said = (state, page) => SAID[state.connection](state, page);

export class Line {
  #root; #banner; #words; #buttons; #acts; #keeper;
  #said = "";

  constructor({ root, line, acts, keeper }) {
    this.#root = root;
    this.#banner = line.querySelector(".banner");
    this.#words = line.querySelector(".words");
    this.#buttons = [...line.querySelectorAll("button")];
    this.#acts = acts;
    this.#keeper = keeper;
  }

  update(state) {
    const { key = null, buttons = [] } = said(state, { isOnline: navigator.onLine, version: this.#root.dataset.version }) ?? {};
    this.#root.dataset.connection = state.connection;
    const sentence = key === null ? "" : words(key, { saved: words(this.#keeper.keepsAll ? "messages saved" : "messages not saved") });
    if (sentence === this.#said) return; // said once, not at every drawing
    this.#said = sentence;
    this.#banner.hidden = key === null;
    this.#words.textContent = sentence;
    this.#buttons.forEach((button, index) => this.#offer(button, buttons[index]));
  }

  #offer(button, choice) {
    button.hidden = choice === undefined;
    button.textContent = choice ? words(choice.label) : "";
    button.onclick = choice ? this.#acts[choice.act] : null;
  }
}
