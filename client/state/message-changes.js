// The part of the state about entries that change a message: edits, deletions and reactions. Pure.

const MAX_KEPT = 1_000; // entries; many more than come while a page of history is on its way

// Begins to keep the changes above `after`, to apply them to pages of history that the server read before these changes.
export const keptAfter = (after) => ({ kept: { after, entries: [] } });

// Applies an entry to its message in the view, in `quoted` and in `received.recent`, and keeps it for pages of history that come later.
export function withChange(state, entry) {
  const received = { ...state.received, recent: changedIn(state.received.recent, entry) };
  const [messages, quoted] = [state.messages, state.quoted].map((list) => changedIn(list, entry));
  const next = { ...state, received, messages, quoted, kept: withKept(state.kept, entry) };
  return entry.type === "deletion" && next.messages !== state.messages ? withoutQuestion(next, entry) : next;
}

// Returns the messages of a page of history after applying to them the entries above the page's `head` that this tab has received. Null
// if one of these entries is no longer kept. If the page is newer than this tab, the messages get `asOf`: entries up to this number,
// which the tab has yet to receive, do not change them again.
export function caughtUp({ kept, last }, { head, messages }) {
  if (head < kept.after) return null;
  const later = kept.entries.filter(({ seq }) => seq > head);
  const current = head > last ? messages.map((message) => ({ ...message, asOf: head })) : messages;
  return later.reduce(changedIn, current);
}

function withKept({ after, entries }, entry) {
  const next = [...entries, entry].slice(-MAX_KEPT);
  return { after: entries.length < MAX_KEPT ? after : entries[0].seq, entries: next };
}

// The messages as an entry changes them; the same array if the entry changes none of them.
export function changedIn(messages, entry) {
  const message = messages.findLast(({ seq }) => seq === entry.message);
  if (message === undefined || message.deleted || entry.seq <= message.asOf) return messages;
  const changed = CHANGED[entry.type](message, entry);
  return messages.map((other) => (other === message ? changed : other));
}

const CHANGED = {
  // A message or an edit that is replayed has the text of the latest edit, and "" if the message was deleted later.
  edit: (message, { text, at }) => (text === "" ? message : { ...message, text, edited: at }),
  deletion: ({ edited, reactions, ...message }) => ({ ...message, text: "", deleted: true }),
  reaction: ({ reactions = [], ...message }, entry) => ({ ...message, ...reactionsAfter(reactions, entry) }),
};

// Emoji are in the order in which their first reaction came, and persons in the order in which they reacted.
function reactionsAfter(reactions, { emoji, on, count, from: { id } }) {
  const before = reactions.find((reaction) => reaction.emoji === emoji) ?? { emoji, from: [] };
  const others = before.from.filter((person) => person !== id);
  const from = !on ? others : before.from.includes(id) ? before.from : [...before.from, id];
  const after = { emoji, count, from };
  const next = reactions.includes(before) ? reactions.map((one) => (one === before ? after : one)) : [...reactions, after];
  const left = next.filter((reaction) => reaction.count > 0);
  return left.length > 0 ? { reactions: left } : {};
}

// The person is no longer asked whether to delete a message that was deleted.
const withoutQuestion = (state, { message }) => (state.deleting === message ? { ...state, deleting: null } : state);
