// The state of a tab as a value: apply(state, frame) → the next state, where `frame` is a frame of the server or an act of the
// page. Pure.

import { withNames } from "./names.js";
import { noOutage, outage } from "./outage.js";
import { expectedAfterBeat, noPresence, peopleToExpect, presence } from "./presence.js";
import { endOf, MAX_MESSAGES, shows, viewAt, withEarlier, withLater, withoutOldest } from "./view.js";

const MAX_RECENT = 3; // messages kept for the announcer, which reads out no more at once

const READ = { unread: { from: null, count: 0 }, target: null };

export const fresh = ({ room, name = "", secret = null, names = [], drafts = [], settings = {} }) => ({
  room,
  connection: "connecting",
  code: null, // the close code of the connection that ended last
  you: { id: "", name },
  secret, // by which the server knows this tab; null if it knows the browser by its cookies
  rename: null, // { previous } while the server has not answered; { refusal, reason, requested } after it refused
  greeting: "",
  version: "",
  limits: { text: 4000, name: 32 },
  epoch: null,
  last: 0, // the seq of the latest message received, in the view or not
  head: 0, // the head of the log at the welcome
  historyEnd: 0, // messages up to this seq are history, messages with a higher seq are new
  ...viewAt(0),
  ...READ, // unread: the divider stands before the message `from`. target: the message to scroll to, { seq, isHighlighted, isMissing? }
  isHidden: false, // the tab
  isFocused: true, // the page
  isFollowing: true, // the list shows its end, and scrolls there at each new message
  isAway: false, // new messages are not seen: the tab is hidden, the page has no focus, or the list does not show its end
  missed: 0, // messages of others that came while the tab was hidden or another window had the focus
  received: { count: 0, recent: [] }, // new messages of others
  beatHead: 0, // the head in the latest beat
  lastAtBeat: 0, // `last` at the latest beat
  hasGap: false, // a message did not arrive: the socket reconnects to receive it
  names,
  drafts,
  settings,
  ...noPresence,
  ...noOutage,
});

export function apply(state, frame) {
  const next = withTargetFound(handlers[frame.type](state, frame));
  return next.isFollowing ? withoutOldest(next) : next;
}

// One for each type of a frame of the server or of an act of the page.
const handlers = {
  ...presence,
  ...outage,

  // Frames of the server.
  welcome: (state, frame) => ({
    ...withNames(state, frame.people, frame.epoch === state.epoch ? state.last + 1 : 0),
    ...(continues(state, frame) ? {} : { ...viewAt(frame.after), last: frame.after, changes: [] }),
    ...(frame.epoch === state.epoch ? {} : { ...READ, historyEnd: frame.head }),
    ...introduction(frame),
    ...withSecret(state, frame),
    expected: peopleToExpect(state, frame.people),
    hasGap: false,
    beatHead: 0,
    rename: null,
  }),

  people: (state, frame) => presence.people(withNames(state, [...frame.joined, ...frame.renamed], state.last + 1), frame),

  message(state, message) {
    let next = withNames(state, [message.from], message.seq);
    next = presence.stoppedTyping(next, message.from);
    next = withSettled(next, [message]);
    if (message.seq <= state.last) return next; // received before, or our draft had already become a message before this view
    if (message.seq > state.last + 1) return { ...next, hasGap: true };
    next = withNext({ ...next, last: message.seq }, message);
    return withNews(next, message);
  },

  refused(state, frame) {
    if (frame.draft)
      return withDraft({ ...state, isThrottled: state.isThrottled || isTooFast(frame) }, frame.draft, refusal(frame));
    if (!state.rename?.previous) return state;
    return { ...state, you: state.rename.previous, rename: { refusal: frame.code, reason: frame.reason, requested: state.you.name } };
  },

  // A message was lost if this tab is behind the log at two beats in a row and received no message between them.
  beat: (state, { head }) => ({
    ...state,
    hasGap: state.hasGap || (state.beatHead > state.last && state.lastAtBeat === state.last),
    beatHead: head,
    lastAtBeat: state.last,
    expected: expectedAfterBeat(state.expected),
  }),

  // Pages of history, loaded over HTTP: earlier, later, or around the message asked for.
  loading: (state, { side }) => ({ ...state, [side]: "loading" }),
  loadingFailed: (state, { side }) => failed(state, side),
  earlier: (state, page) =>
    page.epoch === state.epoch ? withSettled(withEarlier(state, page), page.messages) : failed(state, "earlier"),
  later: (state, page) =>
    page.epoch === state.epoch ? withSettled(withLater(state, page), page.messages) : failed(state, "later"),
  around(state, { seq, epoch, messages }) {
    if (state.target?.seq !== seq) return state;
    if (epoch !== state.epoch || !messages.some((message) => message.seq === seq)) return withTargetMissing(state);
    const next = withSettled(state, messages);
    // If the message has come meanwhile, over the socket, the view stays: the person reads in it.
    return shows(state, seq) ? next : { ...next, ...viewAt(messages[0].seq - 1, messages, state.last) };
  },
  targetMissing: (state, { seq }) => (state.target?.seq === seq ? withTargetMissing(state) : state),

  // Acts of the person, and of modules for them.
  add: (state, { draft }) => withAdded(handlers.end(state), draft),
  adopt: (state, { draft: { refusal, ...draft } }) => withAdded({ ...state, ...READ }, { ...draft, state: "pending" }), // of a closed tab
  slow: (state, { id }) => withDraft(state, id, { state: "slow" }),
  retry: (state, { id }) => withDraft(state, id, { state: "pending", refusal: null }),
  delete: (state, { id }) => withoutDrafts(state, [id]),
  settings: (state, { settings }) => ({ ...state, settings }),
  name: (state, { name }) => ({ ...state, rename: { previous: state.you }, you: { ...state.you, name } }),
  refusalRead: (state) => ({ ...state, rename: null }), // the reason for refusing a name was read
  attention: (state, { isHidden, isFocused }) => withAttention({ ...state, isHidden, isFocused }),
  scrolled: (state, { isFollowing }) => withAttention({ ...state, isFollowing }),
  read: (state) => ({ ...state, ...READ }),
  seek: (state, { seq, isHighlighted }) => ({ ...state, target: { seq, isHighlighted } }),
  end: (state) => withAttention({ ...state, ...READ, ...(state.later === "none" ? {} : viewAt(state.last)), isFollowing: true }),
};

// Adds the message to the end of the view. A full view does not grow: what follows is loaded when the person scrolls there.
function withNext(state, message) {
  if (state.later !== "none" || message.seq !== endOf(state) + 1) return state;
  return state.messages.length < MAX_MESSAGES ? { ...state, messages: [...state.messages, message] } : { ...state, later: "more" };
}

// Updates whether the person sees new messages. The divider stays until the person misses the next message: while they
// look at the list it must not move.
function withAttention(state) {
  const isAway = isElsewhere(state) || !state.isFollowing;
  const unread = isAway || !state.isAway ? state.unread : { ...state.unread, count: 0 };
  return { ...state, isAway, unread, missed: isElsewhere(state) ? state.missed : 0 };
}

const isElsewhere = ({ isHidden, isFocused }) => isHidden || !isFocused;

function withNews(state, message) {
  if (message.seq <= state.historyEnd || message.from.id === state.you.id) return state;
  const { received, isAway, missed, unread } = state;
  return {
    ...state,
    missed: isElsewhere(state) ? missed + 1 : 0,
    unread: isAway ? withMissed(unread, message.seq) : unread,
    received: { count: received.count + 1, recent: [...received.recent, message].slice(-MAX_RECENT) },
  };
}

const withMissed = ({ from, count }, seq) => ({ from: count === 0 ? seq : from, count: count + 1 });

// Marks a page of history as failed, if the view still waits for it. The person can load it again; the page does not load it
// again by itself, which could go on for ever.
const failed = (state, side) => (state[side] === "loading" ? { ...state, [side]: "failed" } : state);

const withTargetMissing = (state) => ({ ...state, target: { ...state.target, isMissing: true } });

// Clears `isMissing` once the target is in the view: the message was sent since, or a page of history brought it.
function withTargetFound(state) {
  if (!state.target?.isMissing || !shows(state, state.target.seq)) return state;
  return { ...state, target: { ...state.target, isMissing: false } };
}

const withAdded = (state, draft) => ({ ...state, drafts: [...state.drafts, draft] });

const withDraft = (state, id, changes) =>
  ({ ...state, drafts: state.drafts.map((draft) => (draft.id === id ? { ...draft, ...changes } : draft)) });

// Removes the drafts that became these messages. They may be messages of a history page: a draft can become a message without
// this tab receiving it.
const withSettled = (state, messages) => withoutDrafts(state, messages.map(({ draft }) => draft));

function withoutDrafts(state, ids) {
  const isRemoved = ({ id }) => ids.includes(id);
  const drafts = state.drafts.some(isRemoved) ? state.drafts.filter((draft) => !isRemoved(draft)) : state.drafts;
  return { ...state, drafts, isThrottled: state.isThrottled && drafts.length > 0 };
}

// The changes that a refusal makes in a draft. A draft that was sent too fast stays pending, because the outbox sends it again.
const refusal = ({ code, reason, retry_ms }) =>
  ({ state: isTooFast({ code }) ? "pending" : "failed", refusal: { code, reason, retry_ms } });
const isTooFast = ({ code }) => code === "too_fast";

const continues = (state, { epoch, after }) => epoch === state.epoch && after === state.last;

// The server sends a secret if it knows this tab by nothing. The first time the page says so.
const withSecret = (state, { secret = null }) => (secret === null ? {} : { secret, hasCookieNotice: state.secret === null });

const introduction = ({ room, you, greeting, version, limits, epoch, head, people, count }) =>
  ({ room, you, greeting, version, limits, epoch, head, people, count });
