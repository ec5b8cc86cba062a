// Asks the server for messages: the latest query wins, and further messages are added to those found. Edits and deletions change
// what was found.

import { caughtUp, changedIn } from "../state/message-changes.js";

const ANSWER_MS = 15_000;
const FAILED = { status: "failed" };

export class Search {
  query = ""; // the latest one
  shown = ""; // the query that `messages` belong to
  status = "empty"; // "empty", "searching", "found", "unclear" or "failed"
  messages = [];
  room;
  #next = null; // where the search goes on, or null
  #changed; #state;
  #running = null; // aborts the request under way

  // `changed()` is called after each change. `state()` returns the state of the tab, which may be newer than an answer, or older.
  constructor({ room, changed, state }) {
    this.#state = state;
    this.room = room;
    this.#changed = changed;
  }

  get hasMore() {
    return this.status === "found" && this.#next !== null;
  }

  async ask(query) {
    this.query = query;
    this.#next = null;
    if (query === "") {
      this.#running?.abort();
      return this.#become({ status: "empty", messages: [], shown: query });
    }
    this.#become({ status: "searching" });
    const answer = await this.#answer(null);
    if (answer) this.#become({ messages: [], shown: query, ...answer });
  }

  // Looks for older messages.
  async more() {
    if (!this.hasMore) return;
    this.#become({ status: "searching" });
    const answer = await this.#answer(this.#next);
    if (answer) this.#become({ ...answer, messages: [...this.messages, ...(answer.messages ?? [])] });
  }

  // Asks again for what failed. The status becomes "found" first, because `more` does nothing otherwise.
  retry() {
    return this.#next === null ? this.ask(this.query) : (this.#become({ status: "found" }), this.more());
  }

  // Applies entries that have come since: a text that was deleted or edited must not stay.
  apply(entries) {
    const messages = after(this.messages, entries);
    if (messages.length < this.messages.length || messages.some((message, index) => message !== this.messages[index])) this.#become({ messages });
  }

  #become(changes) {
    Object.assign(this, changes);
    this.#changed();
  }

  // Returns the server's answer, or null if a later query has replaced this one.
  async #answer(before) {
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    const answer = await answerTo(searchAddress(this.room, this.query, before), running.signal);
    if (running.signal.aborted) return null;
    if (answer.status !== "found") return answer;
    const messages = current(this.#state(), answer);
    if (messages === null) return FAILED;
    this.#next = answer.next;
    return { status: "found", messages };
  }
}

const after = (messages, entries) => withoutDeleted(entries.filter(({ type }) => type !== "reaction").reduce(changedIn, messages));

// The messages of an answer, with the changes by entries that came while the answer was on its way; null if the tab no longer keeps
// all of these entries.
function current(state, { epoch, head, messages }) {
  const now = epoch === state.epoch ? caughtUp(state, { head, messages }) : messages;
  return now && withoutDeleted(now);
}

const withoutDeleted = (messages) => messages.filter(({ deleted }) => !deleted);

export const searchAddress = (room, query, before = null, limit = null) => {
  const fields = Object.entries({ q: query, before, limit }).filter(([, value]) => value !== null);
  return `/api/rooms/${encodeURIComponent(room)}/search?${new URLSearchParams(fields)}`;
};

async function answerTo(address, signal) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
    const { code, epoch, head, messages, next = null } = await answer.json();
    if (answer.status === 400 && code === "bad_query") return { status: "unclear" };
    return answer.ok && Array.isArray(messages) ? { status: "found", epoch, head, messages, next } : FAILED;
  } catch {
    return FAILED; // no connection, no answer in time, or no JSON
  }
}
