// The view: the messages that the list shows, which are all messages of the log from seq `after` + 1 to the last one shown. Their numbers
// have gaps, because edits, deletions, reactions and topics have numbers too. Pure.

export const MAX_MESSAGES = 300; // in the view; a page of history put before them moves all their rows, and each row's layout takes time
const MAX_QUOTED = MAX_MESSAGES;
const KEPT_MESSAGES = 150; // messages that stay when a full view that shows its end drops its oldest ones

// A view of these messages; `latest` is the seq of the latest message received. `earlier` and `later` say whether the log has messages
// before and after the view: "none" or "more"; "loading" and "failed" are the state of the request for them.
export const viewAt = (after, messages = [], latest = 0) => ({
  after,
  messages,
  earlier: after > 0 ? "more" : "none",
  later: (messages.at(-1)?.seq ?? after) < latest ? "more" : "none",
});

export const endOf = ({ after, messages }) => messages.at(-1)?.seq ?? after;
export const shows = ({ messages }, seq) => messages.some((message) => message.seq === seq);

// The message with this seq, in the view or not; undefined if the tab has not loaded it.
export function knownMessage({ messages, quoted }, seq) {
  const isIt = (message) => message.seq === seq;
  return messages.find(isIt) ?? quoted.find(isIt);
}

// A view that begins with the first of these messages.
export const viewOf = (messages, latest) => viewAt(messages[0].seq - 1, messages, latest);

// Adds a message that follows all others to the end of the view. A full view does not grow: what follows is loaded when the
// person scrolls there.
export function withNext(state, message) {
  if (state.later !== "none" || message.seq <= endOf(state)) return state;
  return state.messages.length < MAX_MESSAGES ? { ...state, messages: [...state.messages, message] } : { ...state, later: "more" };
}

// Puts a page of history before the view. `from` is `after` at the request: if the view has changed since, the page is dropped.
export function withEarlier(state, { from, messages }) {
  if (from !== state.after) return state;
  const page = messages.filter(({ seq }) => seq <= state.after);
  if (page.length === 0) return { ...state, earlier: "none" };
  return { ...state, ...viewOf([...page, ...state.messages].slice(0, MAX_MESSAGES), state.latest) };
}

// Puts a page of history after the view. `from` is the last seq of the view at the request. The page begins with the last message
// of the view. If it does not, retention deleted that message and perhaps some after it: then the view starts over with the page,
// because it must not have a gap.
export function withLater(state, { from, head, messages }) {
  const end = endOf(state);
  if (from !== end) return state;
  const page = messages.filter(({ seq }) => seq > end);
  const continues = state.messages.length === 0 || shows({ messages }, end);
  if (page.length === 0) return { ...state, ...(continues ? { later: head < state.latest ? "more" : "none" } : viewAt(state.last)) };
  const joined = (continues ? [...state.messages, ...page] : page).slice(-MAX_MESSAGES);
  const after = joined[0] === state.messages[0] ? state.after : joined[0].seq - 1;
  return { ...state, ...viewAt(after, joined, state.latest) };
}

// Keeps a message outside the view. `seq` is that of the message asked for: if retention deleted this message, the page has another
// message, which is not kept.
export const withQuoted = (state, { seq, messages }) =>
  ({ ...state, quoted: [...state.quoted, ...messages.filter((message) => message.seq === seq)].slice(-MAX_QUOTED) });

// The seq of a message that the tab needs, does not know, and has not `asked` for; undefined if there is none. The tab needs the messages
// that replies in the view answer, the message that the text in the box edits or answers, and the messages with an unsent edit of the
// person.
export function unknownSeq({ messages, quoted, editing, replying, unsent }, asked) {
  const needed = [...unsent, ...messages.map(({ reply }) => reply), editing, replying].filter((seq) => seq > 0);
  const known = needed.length > 0 && new Set([...messages, ...quoted].map(({ seq }) => seq));
  return needed.findLast((seq) => !known.has(seq) && !asked.has(seq));
}

// Drops the oldest messages of a full view. The messages from the first unread one on stay, because a person who comes back
// starts reading there.
export function withoutOldest(state) {
  if (state.messages.length < MAX_MESSAGES) return state;
  const kept = Math.max(KEPT_MESSAGES, unreadIn(state));
  return kept < state.messages.length ? { ...state, ...viewOf(state.messages.slice(-kept), state.latest) } : state;
}

const unreadIn = ({ unread, messages }) =>
  unread.count > 0 && shows({ messages }, unread.from) ? messages.filter(({ seq }) => seq >= unread.from).length : 0;
