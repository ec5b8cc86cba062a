// What a screen reader hears: new messages of others, a breath's worth at a time, and drafts that were not sent.

import { words } from "./language.js";

const BREATH_MS = 1_000;
const MOST_READ_OUT = 3;

// The list itself is not a live region: some readers would read all of it again whenever it changes.
export class Announcer {
  #region;
  #state = null;
  #epoch = null;
  #spoken = 0;
  #failed = new Set();
  #timer = 0;

  constructor(region) {
    this.#region = region;
  }

  // What was there when the page came is not news.
  update(state) {
    this.#state = state;
    if (this.#epoch !== state.epoch) this.#spoken = Math.max(state.last, state.seen);
    this.#epoch = state.epoch;
    if (this.#timer === 0 && (this.#news(state).length > 0 || this.#failures(state).length > 0))
      this.#timer = setTimeout(() => this.#speak(), BREATH_MS);
  }

  #speak() {
    this.#timer = 0;
    const lines = [...readOut(this.#news(this.#state)), ...this.#failures(this.#state).map(notSent)];
    this.#spoken = Math.max(this.#spoken, this.#state.last);
    this.#failed = new Set(failedIn(this.#state).map(({ draft }) => draft));
    this.#region.replaceChildren(...lines.map(paragraph));
  }

  #news = ({ messages, you }) => messages.filter(({ seq, from }) => seq > this.#spoken && from.id !== you.id);
  #failures = (state) => failedIn(state).filter(({ draft }) => !this.#failed.has(draft));
}

const failedIn = ({ drafts }) => drafts.filter(({ state }) => state === "failed");
const notSent = ({ refusal }) => `${words("not sent")} ${refusal.reason}`;

const readOut = (news) =>
  news.length > MOST_READ_OUT ? [words("new messages", { count: news.length })] : news.map(({ from, text }) => words("spoken", { name: from.name, text }));

function paragraph(words) {
  const element = document.createElement("p");
  element.textContent = words;
  return element;
}
