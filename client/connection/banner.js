// The banner over the list: says what is wrong with the connection, and has buttons for what the person can do.

import { words } from "../browser/language.js";

const TRY = { action: "open", label: "try now" };
const RELOAD = { action: "reload", label: "reload" };
const CONNECT_AGAIN = { action: "open", label: "reconnect" };
const LATER = { action: "decline", label: "later" };
const CLOSE = { action: "closeCookieNotice", label: "close" };

const STOPPED = new Map([
  [4500, { key: "page outdated", buttons: [RELOAD] }],
  [4503, { key: "no access", buttons: [CONNECT_AGAIN] }],
  [4529, { key: "sent too much", buttons: [CONNECT_AGAIN] }],
]);

const OUTAGES = { lost: "reconnecting", blocked: "blocked", full: "full", crowded: "too many connections", refused: "access ended" };

// The banner for a lost connection. `outage` is null for a short interruption, which shows no banner.
const interrupted = ({ outage }, { isOnline }) => {
  if (outage === null) return null;
  return { key: isOnline ? OUTAGES[outage] : "offline", buttons: [outage === "refused" ? RELOAD : TRY] };
};

const NOTICES = {
  connecting: interrupted,
  waiting: interrupted,
  stopped: ({ code }) => STOPPED.get(code) ?? { key: "disconnected", buttons: [CONNECT_AGAIN] },
  live({ isRestored, hasCookieNotice, version, declinedVersion }, page) {
    if (isRestored) return { key: "back online", buttons: [] };
    if (hasCookieNotice) return { key: "cookies off", buttons: [CLOSE] };
    return [page.version, declinedVersion].includes(version) ? null : { key: "new version", buttons: [RELOAD, LATER] };
  },
};

export const noticeOf = (state, page) => NOTICES[state.connection](state, page);

export class Banner {
  #root; #banner; #words; #buttons; #actions; #storage;
  #shown = "";

  // `root` is the page's root element: its data attributes have the page's version and the state of the connection.
  constructor({ root, element, actions, storage }) {
    this.#root = root;
    this.#banner = element.querySelector(".banner");
    this.#words = element.querySelector(".words");
    this.#buttons = [...element.querySelectorAll("button")];
    this.#actions = actions;
    this.#storage = storage;
  }

  draw(state) {
    const page = { isOnline: navigator.onLine, version: this.#root.dataset.version };
    const { key = null, buttons = [] } = noticeOf(state, page) ?? {};
    this.#root.dataset.connection = state.connection;
    const sentence = key === null ? "" : words(key, { saved: words(this.#storage.isComplete ? "messages saved" : "messages not saved") });
    if (sentence === this.#shown) return; // a screen reader reads the banner out at each change
    this.#shown = sentence;
    this.#banner.hidden = key === null;
    this.#words.textContent = sentence;
    this.#buttons.forEach((button, index) => this.#drawButton(button, buttons[index]));
  }

  #drawButton(button, choice) {
    button.hidden = choice === undefined;
    button.textContent = choice ? words(choice.label) : "";
    button.onclick = choice ? this.#actions[choice.action] : null;
  }
}
