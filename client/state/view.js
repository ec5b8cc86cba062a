// The view: the stretch of the log that is shown, without a hole from `after` + 1 to its last message. Pure.

export const MOST = 300; // messages in it; each row that a page above it moves costs time
const KEPT = 150; // of those, once they are so many and somebody follows the end

// `earlier` and `later` say what stands before and behind: none, more, loading, failed.
export const viewAt = (after, messages = [], last = 0) => ({
  after,
  messages,
  earlier: after > 0 ? "more" : "none",
  later: (messages.at(-1)?.seq ?? after) < last ? "more" : "none",
});

export const endOf = ({ after, messages }) => messages.at(-1)?.seq ?? after;
export const shows = ({ after, ...view }, seq) => after < seq && seq <= endOf({ after, ...view });

// Who reads further back sees what comes when they are back at the end. Who stays above it comes to read further back.
export function withNext(state, message) {
  if (state.later !== "none" || message.seq !== endOf(state) + 1) return state;
  return state.messages.length < MOST ? { ...state, messages: [...state.messages, message] } : { ...state, later: "more" };
}

// `from` is the number that a page was asked from. If the view has moved meanwhile, the page belongs nowhere.
export function withEarlier(state, { from, messages }) {
  if (from !== state.after) return state;
  const page = messages.filter(({ seq }) => seq <= state.after);
  if (page.length === 0) return { ...state, earlier: "none" };
  if (endOf({ messages: page }) !== state.after) return { ...state, earlier: "failed" };
  const joined = [...page, ...state.messages].slice(0, MOST);
  return { ...state, ...viewAt(page[0].seq - 1, joined, state.last) };
}

// What retention dropped meanwhile would be a hole, so the view begins behind it.
export function withLater(state, { from, messages }) {
  const end = endOf(state);
  if (from !== end) return state;
  const page = messages.filter(({ seq }) => seq > end);
  if (page.length === 0) return { ...state, ...(end < state.last ? viewAt(state.last) : { later: "none" }) };
  const joined = (page[0].seq === end + 1 ? [...state.messages, ...page] : page).slice(-MOST);
  return { ...state, ...viewAt(joined[0].seq - 1, joined, state.last) };
}

// Who follows the end while they are away comes back to the first message they missed, so that one stays.
export function trimmed(state) {
  if (state.messages.length < MOST) return state;
  const kept = Math.max(KEPT, missedIn(state));
  return kept >= state.messages.length ? state : { ...state, ...viewAt(endOf(state) - kept, state.messages.slice(-kept), state.last) };
}

const missedIn = ({ unread, ...view }) => (unread.count > 0 && shows(view, unread.from) ? endOf(view) - unread.from + 1 : 0);
