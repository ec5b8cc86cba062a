// What was said and has not settled: kept in this browser, sent in order, one at a time, until its message comes back.

import * as storage from "./storage.js";

const SLOW_MS = 10_000;
const DEAD_MS = 15_000;
const ADOPT_MS = 10_000; // how long another tab may take with its own draft before we send it too
const ID_BYTES = 15;

// Sending twice is harmless, since a draft's id makes it one message; so tabs need not agree on who sends. One at a
// time, because a refused draft must not be overtaken by the next one.
export class Outbox {
  #prefix; #send; #act; #renew;
  #state = null;
  #kept = new Map();
  #flying = null; // the draft that was sent and is not answered
  #timers = [];
  #hold = 0;
  #lastAt = 0;

  constructor({ room, send, act, renew }) {
    this.#prefix = `draft.${room}.`;
    this.#send = send;
    this.#act = act;
    this.#renew = renew;
    storage.watch((key, draft) => key.startsWith(this.#prefix) && this.#heard(key, draft));
  }

  // Drafts from before a reload, or of a tab that was closed. One that was not stored is tried again by itself.
  restore() {
    const drafts = storage.keys(this.#prefix).map(storage.read).filter((draft) => draft !== null);
    drafts.sort((one, other) => one.at - other.at);
    for (const draft of drafts) this.#kept.set(draft.draft, draft);
    return drafts;
  }

  // No two drafts of a tab at the same moment, since `at` is their order.
  write(text) {
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 1);
    return { type: "draft", draft: newId(), text, at: this.#lastAt };
  }

  retry(draft) {
    this.#release();
    this.#act({ type: "retry", draft });
  }

  update(state) {
    this.#state = state;
    this.#keep(state.drafts);
    if (state.connection !== "live") {
      this.#land();
      this.#release();
    } else if (this.#flying) this.#answered(state.drafts.find(({ draft }) => draft === this.#flying.draft));
    this.#sendNext();
  }

  // A draft that was only marked slow is still in the air; one that is gone, or was refused, has landed.
  #answered(draft) {
    if (draft && draft.refusal === this.#flying.refusal) return;
    this.#land();
    if (draft?.refusal?.retry_ms) this.#holdFor(draft.refusal.retry_ms);
  }

  #sendNext() {
    if (this.#flying || this.#hold) return;
    const draft = this.#state.drafts.find(isWaiting);
    if (draft && this.#send({ type: "say", draft: draft.draft, text: draft.text })) this.#fly(draft);
  }

  #fly(draft) {
    this.#flying = draft;
    this.#timers = [
      setTimeout(() => this.#act({ type: "slow", draft: draft.draft }), SLOW_MS),
      setTimeout(this.#renew, DEAD_MS),
    ];
  }

  #land() {
    this.#timers.forEach(clearTimeout);
    this.#flying = null;
  }

  // Nothing is sent meanwhile: what was refused goes first.
  #holdFor(milliseconds) {
    this.#hold = setTimeout(() => {
      this.#hold = 0;
      this.#sendNext();
    }, milliseconds);
  }

  #release() {
    clearTimeout(this.#hold);
    this.#hold = 0;
  }

  // One key for each draft, so that tabs never write over each other's.
  #keep(drafts) {
    const now = new Map(drafts.map((draft) => [draft.draft, draft]));
    for (const [id, draft] of now) if (this.#kept.get(id) !== draft) storage.write(this.#prefix + id, asKept(draft));
    for (const id of this.#kept.keys()) if (!now.has(id)) storage.remove(this.#prefix + id);
    this.#kept = now;
  }

  // Another tab wrote, settled or deleted one. If it is closed before its draft settles, ours sends the draft.
  #heard(key, draft) {
    const id = key.slice(this.#prefix.length);
    if (draft === null && this.#kept.has(id)) this.#act({ type: "delete", draft: id });
    else if (draft && !this.#kept.has(id)) setTimeout(() => this.#adopt(key, id), ADOPT_MS);
  }

  #adopt(key, id) {
    const draft = storage.read(key);
    if (draft?.state === "pending" && !this.#kept.has(id)) this.#act({ ...draft, type: "draft" });
  }
}

const isWaiting = ({ state, refusal }) => state !== "failed" || refusal.code === "not_stored";

const asKept = (draft) => ({ ...draft, state: draft.state === "failed" ? "failed" : "pending" });

// Not crypto.randomUUID, which a page over plain http on a LAN does not have.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
