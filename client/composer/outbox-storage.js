// The drafts of a room as this browser stores them: they survive a reload, and one tab takes over those of a closed tab.

import * as storage from "../browser/storage.js";

const ADOPT_MS = 10_000; // how long another tab may take to send its own draft
const ID = /^[\w-]{1,64}$/u;

// One key for each draft, so that tabs never overwrite each other's.
export class OutboxStorage {
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
    for (const draft of drafts) this.#stored.set(draft.id, draft);
    return drafts;
  }

  // The time of the latest draft.
  get latestAt() {
    return Math.max(0, ...[...this.#stored.values()].map(({ at }) => at));
  }

  add(draft) {
    this.#stored.set(draft.id, draft);
    this.#storage.write(this.#prefix + draft.id, asStored(draft));
  }

  // Stores the drafts that are new or have changed, and removes the other drafts of this tab.
  update(drafts) {
    const ids = new Set(drafts.map(({ id }) => id));
    for (const draft of drafts) if (!this.#isStored(draft)) this.add(draft);
    for (const id of this.#stored.keys()) if (!ids.has(id)) this.#remove(id);
  }

  #remove(id) {
    this.#stored.delete(id);
    this.#storage.remove(this.#prefix + id);
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
  #isStored(draft) {
    return this.#stored.get(draft.id) === draft && this.#storage.has(this.#prefix + draft.id);
  }

  // A value that is not a draft as we know it belongs to another version of the page, and is left alone.
  #draftAt(id) {
    const { draft, ...others } = storage.read(this.#prefix + id) ?? {};
    return draft === id && isDraft({ ...others, id }) ? { ...others, id } : null;
  }
}

// The order in which drafts were written, in whichever tab.
export const inOrder = (one, other) => one.at - other.at;

export const isWaiting = ({ state, refusal }) => state !== "failed" || refusal.code === "not_stored";

// The stored value has the id as `draft`, as the frames have.
const asStored = ({ id, state, ...others }) => ({ draft: id, state: state === "failed" ? "failed" : "pending", ...others });

const isDraft = ({ id, text, at, state, refusal }) =>
  ID.test(id) && typeof text === "string" && isTime(at) &&
  (state === "pending" || (state === "failed" && typeof refusal?.code === "string"));

const isTime = (at) => typeof at === "number" && new Date(at) >= 0;
