// Stores the drafts of a room in this browser, so that they survive a reload, and takes over the drafts of a closed tab.

import * as browserStorage from "../browser/storage.js";

const ADOPT_MS = 10_000; // wait before this tab takes over a draft that another tab stored: normally that tab has sent it by then
const ID = /^[\w-]{1,64}$/u;

// The rooms of which this browser has drafts. Neither a room's name nor an id has a dot.
export const roomsWithDrafts = () => [...new Set(browserStorage.keys("draft.").map((key) => key.split(".")[1]))];

// Each draft has its own key, so that tabs never overwrite each other's drafts.
export class OutboxStorage {
  #prefix; #guardedStorage;
  #stored = new Map();

  constructor({ room, storage }) {
    this.#prefix = `draft.${room}.`;
    this.#guardedStorage = storage;
  }

  // All drafts of the room, in the order they were written: those stored, and those of `known` that could not be stored.
  read(known = []) {
    const ids = browserStorage.keys(this.#prefix).map((key) => key.slice(this.#prefix.length));
    const stored = ids.map((id) => this.#draftAt(id)).filter((draft) => draft !== null);
    const drafts = [...stored, ...known.filter(({ id }) => !this.#guardedStorage.has(this.#prefix + id))].sort(inOrder);
    for (const draft of drafts) this.#stored.set(draft.id, draft);
    return drafts;
  }

  // The time of the latest draft, or 0.
  get latestAt() {
    return Math.max(0, ...[...this.#stored.values()].map(({ at }) => at));
  }

  add(draft) {
    this.#stored.set(draft.id, draft);
    this.#guardedStorage.write(this.#prefix + draft.id, asStored(draft));
  }

  // Stores the drafts that are new or have changed, and removes the other drafts of this tab.
  update(drafts) {
    const ids = new Set(drafts.map(({ id }) => id));
    for (const draft of drafts) if (!this.#isStored(draft)) this.add(draft);
    for (const id of this.#stored.keys()) if (!ids.has(id)) this.#remove(id);
  }

  #remove(id) {
    this.#stored.delete(id);
    this.#guardedStorage.remove(this.#prefix + id);
  }

  // Reports what other tabs do. Calls `settled(id)` after another tab removed a draft that this tab has, too. Calls
  // `abandoned(draft)` if another tab stored a draft and did not remove it in time, probably because that tab was closed. Returns a
  // function that ends these reports.
  watch({ settled, abandoned }) {
    return browserStorage.watch((key) => {
      if (!key.startsWith(this.#prefix)) return;
      const id = key.slice(this.#prefix.length);
      const isStored = browserStorage.read(key) !== null;
      if (!isStored && this.#stored.has(id)) settled(id);
      else if (isStored && !this.#stored.has(id)) setTimeout(() => this.#takeOver(id, abandoned), ADOPT_MS);
    });
  }

  #takeOver(id, abandoned) {
    const draft = this.#draftAt(id);
    if (draft && isWaiting(draft) && !this.#stored.has(id)) abandoned(draft);
  }

  // Whether this very draft is stored. If not, `update` tries again, because there may be space by then.
  #isStored(draft) {
    return this.#stored.get(draft.id) === draft && this.#guardedStorage.has(this.#prefix + draft.id);
  }

  // The draft stored under an id, or null. A value in another form belongs to another version of the page, and stays as it is.
  #draftAt(id) {
    const { draft, change = { type: "say" }, ...others } = browserStorage.read(this.#prefix + id) ?? {};
    const found = { ...others, ...change, id };
    return draft === id && isDraft(found) ? found : null;
  }
}

// Sorts drafts in the order in which they were written, in all tabs.
export const inOrder = (one, other) => one.at - other.at;

export const isWaiting = ({ state, refusal }) => state !== "failed" || refusal.code === "not_stored";

// The stored form of a draft. Its id is called `draft`, as in the frames. Older versions of the page knew only messages, and would send
// each draft with a `text` as a message. So only the fields of a `say` are stored at the top, without its type. The type and the fields
// of any other draft are in `change`.
function asStored({ id, type, at, state, refusal, ...fields }) {
  const stored = { draft: id, at, state: state === "failed" ? "failed" : "pending", refusal };
  return type === "say" ? { ...stored, ...fields } : { ...stored, change: { type, ...fields } };
}

const isDraft = ({ id, type, at, state, refusal, ...fields }) =>
  ID.test(id) && isTime(at) && IS_WHOLE.get(type)?.(fields) === true &&
  (state === "pending" || (state === "failed" && typeof refusal?.code === "string"));

const isTime = (at) => typeof at === "number" && new Date(at) >= 0;

// Whether a draft has the fields of its type.
const IS_WHOLE = new Map([
  ["say", ({ text, reply }) => typeof text === "string" && (reply === undefined || isSeq(reply))],
  ["edit", ({ message, text }) => isSeq(message) && typeof text === "string"],
  ["delete", ({ message }) => isSeq(message)],
  ["topic", ({ text }) => typeof text === "string"],
  ["react", ({ message, emoji, on }) => isSeq(message) && typeof emoji === "string" && typeof on === "boolean"],
]);

const isSeq = (value) => Number.isSafeInteger(value) && value > 0;
