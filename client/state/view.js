// The view: the messages that the list shows, from seq `after` + 1 on and without a gap. Pure.

export const MAX_MESSAGES = 300; // in the view. An earlier page moves each row below it, and each moved row costs layout time
const KEPT_MESSAGES = 150; // messages that stay when a full view that shows its end drops its oldest ones

// A view of these messages. `earlier` and `later` say whether the log has messages before and after it: "none" or "more";
// "loading" and "failed" are the state of the request for them.
export const viewAt = (after, messages = [], last = 0) => ({
  after,
  messages,
  earlier: after > 0 ? "more" : "none",
  later: (messages.at(-1)?.seq ?? after) < last ? "more" : "none",
});

export const endOf = ({ after, messages }) => messages.at(-1)?.seq ?? after;
export const shows = ({ after, ...view }, seq) => after < seq && seq <= endOf({ after, ...view });

// Puts a page of history before the view. `from` is `after` at the request: if the view has changed since, the page is dropped.
export function withEarlier(state, { from, messages }) {
  if (from !== state.after) return state;
  const page = messages.filter(({ seq }) => seq <= state.after);
  if (page.length === 0) return { ...state, earlier: "none" };
  if (endOf({ messages: page }) !== state.after) return { ...state, earlier: "failed" };
  const joined = [...page, ...state.messages].slice(0, MAX_MESSAGES);
  return { ...state, ...viewAt(page[0].seq - 1, joined, state.last) };
}

// Puts a page of history after the view. `from` is the last seq of the view at the request. If retention deleted the messages
// between the view and the page, the view starts over with the page, because it must not have a gap.
export function withLater(state, { from, messages }) {
  const end = endOf(state);
  if (from !== end) return state;
  const page = messages.filter(({ seq }) => seq > end);
  if (page.length === 0) return { ...state, ...(end < state.last ? viewAt(state.last) : { later: "none" }) };
  const joined = (page[0].seq === end + 1 ? [...state.messages, ...page] : page).slice(-MAX_MESSAGES);
  return { ...state, ...viewAt(joined[0].seq - 1, joined, state.last) };
}

// Drops the oldest messages of a full view. The messages from the first unread one on stay, because a person who comes back
// starts reading there.
export function withoutOldest(state) {
  if (state.messages.length < MAX_MESSAGES) return state;
  const kept = Math.max(KEPT_MESSAGES, unreadIn(state));
  if (kept >= state.messages.length) return state;
  return { ...state, ...viewAt(endOf(state) - kept, state.messages.slice(-kept), state.last) };
}

const unreadIn = ({ unread, ...view }) => (unread.count > 0 && shows(view, unread.from) ? endOf(view) - unread.from + 1 : 0);
