// What a screen reader hears: new messages of others, a breath's worth at a time, and drafts that were not sent.

import { words } from "../browser/language.js";
import { plain } from "../text/blocks.js";
import { actionIn } from "../text/commands.js";
import { reasonOf } from "./delivery.js";

const BREATH_MS = 1_000;
const MOST_READ_OUT = 3;
const LONGEST = 400; // characters; a wall of code is there to be read, not to be listened to unasked

// The list itself is not a live region: some readers would read all of it again whenever it changes.
export class Announcer {
  #region;
  #state = null;
  #spoken = 0; // how much of the news
  #failed = new Set();
  #timer = 0;

  constructor(region) {
    this.#region = region;
  }

  update(state) {
    this.#state = state;
    if (this.#timer === 0 && (state.news.count > this.#spoken || this.#failures().length > 0))
      this.#timer = setTimeout(() => this.#speak(), BREATH_MS);
  }

  #speak() {
    const { news } = this.#state;
    const lines = [...readOut(news, news.count - this.#spoken), ...this.#failures().map(notSent(this.#state))];
    this.#timer = 0;
    this.#spoken = news.count;
    this.#failed = new Set(failedIn(this.#state).map(({ draft }) => draft));
    this.#region.replaceChildren(...lines.map(paragraph));
  }

  #failures = () => failedIn(this.#state).filter(({ draft }) => !this.#failed.has(draft));
}

const failedIn = ({ drafts }) => drafts.filter(({ state }) => state === "failed");
const notSent = ({ limits }) => ({ refusal }) => `${words("not sent")} ${reasonOf(refusal, limits.text)}`;

const readOut = ({ recent }, count) =>
  count > MOST_READ_OUT ? [words("new messages", { count })] : recent.slice(recent.length - count).map(spoken);

function spoken({ from, text }) {
  const action = actionIn(text);
  const said = cut(plain(action ?? text));
  return action === null ? words("announced message", { name: from.name, text: said }) : `${from.name} ${said}`;
}
const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function paragraph(words) {
  const element = document.createElement("p");
  element.textContent = words;
  return element;
}
