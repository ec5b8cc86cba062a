// The drafts of a room as this browser stores them: they survive a reload, and one tab takes over those of a closed tab.

import * as storage from "../browser/storage.js";

const ADOPT_MS = 10_000; // how long another tab may take to send its own draft
const ID = /^[\w-]{1,64}$/u;

// One key for each draft, so that tabs never overwrite each other's.
export class DraftStorage {
  #prefix; #storage;
  #stored = new Map();

  constructor({ room, storage }) {
    this.#prefix = `draft.${room}.`;
    this.#storage = storage;
  }

  // All drafts of the room, in the order they were written.
  read() {
    const ids = storage.keys(this.#prefix).map((key) => key.slice(this.#prefix.length));
    const drafts = ids.map((id) => this.#draftAt(id)).filter((draft) => draft !== null);
    drafts.sort(inOrder);
    for (const draft of drafts) this.#stored.set(draft.draft, draft);
    return drafts;
  }

  // The time of the latest draft.
  get latestAt() {
    return Math.max(0, ...[...this.#stored.values()].map(({ at }) => at));
  }

  // Stores these drafts and removes the others of this tab.
  write(drafts) {
    const wanted = new Map(drafts.map((draft) => [draft.draft, draft]));
    for (const [id, draft] of wanted) if (!this.#isStored(id, draft)) this.#storage.write(this.#prefix + id, asStored(draft));
    for (const id of this.#stored.keys()) if (!wanted.has(id)) this.#storage.remove(this.#prefix + id);
    this.#stored = wanted;
  }

  // Other tabs: `settled(id)` when one removed a draft that we hold too, `abandoned(draft)` when one wrote a draft and
  // did not settle it in time, probably because it was closed.
  watch({ settled, abandoned }) {
    storage.watch((key) => {
      if (!key.startsWith(this.#prefix)) return;
      const id = key.slice(this.#prefix.length);
      const isStored = storage.read(key) !== null;
      if (!isStored && this.#stored.has(id)) settled(id);
      else if (isStored && !this.#stored.has(id)) setTimeout(() => this.#takeOver(id, abandoned), ADOPT_MS);
    });
  }

  #takeOver(id, abandoned) {
    const draft = this.#draftAt(id);
    if (draft && isWaiting(draft) && !this.#stored.has(id)) abandoned(draft);
  }

  // A draft that could not be stored is tried again, as there may be space now.
  #isStored(id, draft) {
    return this.#stored.get(id) === draft && this.#storage.has(this.#prefix + id);
  }

  // A value that is not a draft as we know it belongs to another version of the page, and is left alone.
  #draftAt(id) {
    const value = storage.read(this.#prefix + id);
    return value?.draft === id && isDraft(value) ? value : null;
  }
}

// The order in which drafts were written, in whichever tab.
export const inOrder = (one, other) => one.at - other.at;

export const isWaiting = ({ state, refusal }) => state !== "failed" || refusal.code === "not_stored";

const asStored = (draft) => ({ ...draft, state: draft.state === "failed" ? "failed" : "pending" });

const isDraft = ({ draft, text, at, state, refusal }) =>
  ID.test(draft) && typeof text === "string" && isTime(at) &&
  (state === "pending" || (state === "failed" && typeof refusal?.code === "string"));

const isTime = (at) => typeof at === "number" && new Date(at) >= 0;
