// The drafts of a room as this browser keeps them until they settle: there after a reload, and taken over from a closed tab.

import * as storage from "../browser/storage.js";

const ADOPT_MS = 10_000; // how long another tab may take with its own draft before we send it too
const ID = /^[\w-]{1,64}$/u;

// One key for each draft, so that tabs never write over each other's.
export class Drafts {
  #prefix; #act; #keeper;
  #kept = new Map();

  constructor({ room, act, keeper }) {
    this.#prefix = `draft.${room}.`;
    this.#act = act;
    this.#keeper = keeper;
    storage.watch((key) => key.startsWith(this.#prefix) && this.#heard(key.slice(this.#prefix.length)));
  }

  // From before a reload, or of a tab that was closed, in the order they were written.
  restore() {
    const ids = storage.keys(this.#prefix).map((key) => key.slice(this.#prefix.length));
    const drafts = ids.map((id) => this.#read(id)).filter((draft) => draft !== null);
    drafts.sort(inOrder);
    for (const draft of drafts) this.#kept.set(draft.draft, draft);
    return drafts;
  }

  // When the last of them was written.
  get lastAt() {
    return Math.max(0, ...[...this.#kept.values()].map(({ at }) => at));
  }

  keep(drafts) {
    const now = new Map(drafts.map((draft) => [draft.draft, draft]));
    for (const [id, draft] of now) if (!this.#isKept(id, draft)) this.#keeper.write(this.#prefix + id, asKept(draft));
    for (const id of this.#kept.keys()) if (!now.has(id)) this.#keeper.remove(this.#prefix + id);
    this.#kept = now;
  }

  // Where there was no room, there may be some now.
  #isKept(id, draft) {
    return this.#kept.get(id) === draft && this.#keeper.keeps(this.#prefix + id);
  }

  // Another tab wrote, settled or deleted one. If it is closed before its draft settles, ours sends the draft.
  #heard(id) {
    const isKept = storage.read(this.#prefix + id) !== null;
    if (!isKept && this.#kept.has(id)) this.#act({ type: "delete", draft: id });
    else if (isKept && !this.#kept.has(id)) setTimeout(() => this.#adopt(id), ADOPT_MS);
  }

  #adopt(id) {
    const draft = this.#read(id);
    if (draft && isWaiting(draft) && !this.#kept.has(id)) this.#act({ ...draft, type: "draft" });
  }

  // What is not a draft as we know it, we leave to whoever put it there.
  #read(id) {
    const found = storage.read(this.#prefix + id);
    return found?.draft === id && isDraft(found) ? found : null;
  }
}

// As they were written, in whichever tab.
export const inOrder = (one, other) => one.at - other.at;

export const isWaiting = ({ state, refusal }) => state !== "failed" || refusal.code === "not_stored";

const asKept = (draft) => ({ ...draft, state: draft.state === "failed" ? "failed" : "pending" });

const isDraft = ({ draft, text, at, state, refusal }) =>
  ID.test(draft) && typeof text === "string" && isMoment(at) &&
  (state === "pending" || (state === "failed" && typeof refusal?.code === "string"));

const isMoment = (at) => typeof at === "number" && new Date(at) >= 0;
