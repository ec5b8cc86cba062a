// What there is to say about the connection, in plain words, with a button where a person can do something.

const TRY = { act: "wake", label: "Try now" };
const RELOAD = { act: "reload", label: "Reload" };
const AGAIN = { act: "open", label: "Connect again" };

const STOPPED = new Map([
  [4500, { words: "This page and the server no longer understand each other.", button: RELOAD }],
  [4503, { words: "You are not allowed in this room.", button: AGAIN }],
  [4529, { words: "That was too much at once, so the server hung up. Nothing you wrote is lost.", button: AGAIN }],
]);

const SAID = {
  connecting: () => ({ words: "Connecting…" }),
  waiting: (state, page) =>
    page.isOnline
      ? { words: "Reconnecting… Nothing you write is lost.", button: TRY }
      : { words: "You are offline. Nothing you write is lost.", button: TRY },
  stopped: ({ code }) => STOPPED.get(code) ?? { words: "The server ended the connection.", button: AGAIN },
  live: ({ version }, page) =>
    version === page.version ? null : { words: "There is a new version of this page.", button: RELOAD },
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
    const { words, button } = said(state, { isOnline: navigator.onLine, version: this.#root.dataset.version }) ?? {};
    this.#root.dataset.connection = state.connection;
    this.#banner.hidden = words === undefined;
    if (this.#words.textContent !== words) this.#words.textContent = words ?? ""; // said once, not at every drawing
    this.#button.hidden = button === undefined;
    this.#button.textContent = button?.label ?? "";
    this.#button.onclick = button ? this.#acts[button.act] : null;
  }
}
