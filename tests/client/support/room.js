// A room of the service as the tests know it: its log, and each message with all its states.

// An entry without what a message in its current state does not have.
const asMessage = ({ type, ...message }) => message;

const CHANGED = {
  edit: (message, { text, at }) => ({ ...message, text, edited: at }),
  deletion: ({ seq, draft, from, at, reply }) => ({ seq, draft, from, at, ...(reply ? { reply } : {}), text: "", deleted: true }),
  reaction({ reactions = [], ...message }, { emoji, on, from }) {
    const who = new Map(reactions.map((one) => [one.emoji, one.from]));
    who.set(emoji, [...new Set([...(who.get(emoji) ?? []), from.id])].filter((id) => on || id !== from.id));
    const left = [...who].filter(([, ids]) => ids.length > 0).map(([emoji, from]) => ({ emoji, count: from.length, from }));
    return left.length > 0 ? { ...message, reactions: left } : message;
  },
};

const ENTRY_TYPES = { say: "message", edit: "edit", delete: "deletion", react: "reaction", topic: "topic", later: "later" };

export class Room {
  log = [];
  states = new Map(); // seq of a message → its states, [{ since, message }]; `since` is the seq of the entry that made the state

  // Appends a draft, as its frame. Returns its entry, or null if the draft is refused.
  append(from, { type, ...fields }) {
    const existing = this.log.find(({ draft }) => draft === fields.draft);
    if (existing) return this.replayed(existing);
    const message = "message" in fields ? this.at(fields.message) : null;
    if (message === undefined || message?.deleted) return null;
    const seq = this.log.length + 1;
    const entry = { type: ENTRY_TYPES[type], seq, from, at: new Date(Date.UTC(2026) + seq).toISOString(), ...fields };
    if (type === "react") entry.count = this.#after(entry).reactions?.find(({ emoji }) => emoji === entry.emoji)?.count ?? 0;
    this.#add(entry);
    return entry;
  }

  // A message as it was after the entry `head`; undefined if there was none.
  at = (seq, head = Infinity) => this.states.get(seq)?.findLast(({ since }) => since <= head)?.message;

  messages = (head = Infinity) => [...this.states.keys()].map((seq) => this.at(seq, head)).filter((message) => message !== undefined);

  // An entry as it is read from the log: without any text that was removed since.
  replayed(entry) {
    const { text, deleted } = this.at(entry.message ?? entry.seq) ?? { text: "" };
    if (entry.type === "message") return { ...entry, text, ...(deleted ? { deleted } : {}) };
    return entry.type === "edit" ? { ...entry, text } : entry;
  }

  // Loses the entries above a seq, as when a backup is restored.
  restore(head) {
    const log = this.log.slice(0, head);
    this.log = [];
    this.states.clear();
    for (const entry of log) this.#add(entry);
  }

  #add(entry) {
    this.log.push(entry);
    if (entry.type === "message") this.states.set(entry.seq, [{ since: entry.seq, message: asMessage(entry) }]);
    else this.states.get(entry.message)?.push({ since: entry.seq, message: this.#after(entry) });
  }

  #after = (entry) => CHANGED[entry.type](this.at(entry.message), entry);
}
