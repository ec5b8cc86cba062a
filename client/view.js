// The view: the stretch of the log that is shown, without a hole from `after` + 1 to its last message. Pure.

export const MOST = 300; // messages in it; each row that a page above it moves costs time
const KEPT = 150; // of those, where somebody follows the end

// `earlier` and `later` say what stands before and behind: none, more, loading, failed.
export const viewAt = (after, messages = [], last = 0) => ({
  after,
  messages,
  earlier: after > 0 ? "more" : "none",
  later: (messages.at(-1)?.seq ?? after) < last ? "more" : "none",
});

export const endOf = ({ after, messages }) => messages.at(-1)?.seq ?? after;
export const shows = ({ after, ...view }, seq) => after < seq && seq <= endOf({ after, ...view });

// Who reads further back sees what comes when they are back at the end.
export const withNext = (state, message) =>
  state.later === "none" && message.seq === endOf(state) + 1 ? { ...state, messages: [...state.messages, message] } : state;

// `from` is the number that a page was asked from. If the view has moved meanwhile, the page belongs nowhere.
export function withEarlier(state, from, messages) {
  if (from !== state.after) return state;
  const page = messages.filter(({ seq }) => seq <= state.after);
  if (page.length === 0) return { ...state, earlier: "none" };
  if (endOf({ messages: page }) !== state.after) return { ...state, earlier: "more" };
  const joined = [...page, ...state.messages].slice(0, MOST);
  return { ...state, ...viewAt(page[0].seq - 1, joined, state.last) };
}

// What retention dropped meanwhile would be a hole, so the view begins behind it.
export function withLater(state, from, messages) {
  const end = endOf(state);
  if (from !== end) return state;
  const page = messages.filter(({ seq }) => seq > end);
  if (page.length === 0) return { ...state, ...(end < state.last ? viewAt(state.last) : { later: "none" }) };
  const joined = (page[0].seq === end + 1 ? [...state.messages, ...page] : page).slice(-MOST);
  return { ...state, ...viewAt(joined[0].seq - 1, joined, state.last) };
}

export const trimmed = (state) =>
  state.messages.length <= MOST ? state : { ...state, ...viewAt(state.messages.at(-KEPT).seq - 1, state.messages.slice(-KEPT), state.last) };
