// The view: the part of the log that is shown, without a gap from `after` + 1 to its last message. Pure.

export const MAX_MESSAGES = 300; // in the view; each row that an earlier page moves costs layout time
const KEPT_MESSAGES = 150; // of them, when the view is full and follows the end

// `earlier` and `later` say what is before and behind the view: none, more, loading, failed.
export const viewAt = (after, messages = [], last = 0) => ({
  after,
  messages,
  earlier: after > 0 ? "more" : "none",
  later: (messages.at(-1)?.seq ?? after) < last ? "more" : "none",
});

export const endOf = ({ after, messages }) => messages.at(-1)?.seq ?? after;
export const shows = ({ after, ...view }, seq) => after < seq && seq <= endOf({ after, ...view });

// `from` is where the view ended when the page was asked for. If the view has changed since, the page does not fit.
export function withEarlier(state, { from, messages }) {
  if (from !== state.after) return state;
  const page = messages.filter(({ seq }) => seq <= state.after);
  if (page.length === 0) return { ...state, earlier: "none" };
  if (endOf({ messages: page }) !== state.after) return { ...state, earlier: "failed" };
  const joined = [...page, ...state.messages].slice(0, MAX_MESSAGES);
  return { ...state, ...viewAt(page[0].seq - 1, joined, state.last) };
}

// If retention dropped the messages right behind the view, joining would leave a gap: the view then starts with the page.
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
