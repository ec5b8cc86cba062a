// The state of a tab as a value: apply(state, frame) → the next state, where `frame` is a frame of the server or an act of the
// page. Pure.

import { drafts, inEpoch, withAdded, withoutFailed, withRefusal, withSettled } from "./drafts.js";
import { caughtUp, keptAfter, withChange } from "./message-changes.js";
import { withNames } from "./known-names.js";
import { noOutage, outage } from "./outage.js";
import { changesWithTopic, expectedAfterBeat, noPresence, peopleToExpect, presence } from "./presence.js";
import { baseOf, notArrived, NOTHING_UNREAD, unreadAfter, withAllRead, withAnswered, withArrival, withMarkOfOthers, withMissed, withOwnCount, withRead } from "./unread.js";
import { shows, viewAt, viewOf, withEarlier, withLater, withNext, withoutOldest, withQuoted } from "./view.js";
import { noRooms, visitedRooms, withCount, withVisit } from "./visited-rooms.js";

const MAX_RECENT = 3; // messages in `received.recent`; the announcer reads out no more at once
const NAME_REFUSALS = ["bad_name", "too_fast"]; // the codes with which the server refuses a name

// The messages that the person is acting on, by seq: the one whose text is in the box, the one that is answered, and the one about
// which the page asks whether to delete it.
const NO_ACT = { editing: null, replying: null, deleting: null };
const withAct = (state, { epoch = state.storedEpoch, ...act }) => ({ ...state, deleting: null, ...act, storedEpoch: epoch });

export const initialState = ({ room, name = "", secret = null, names = [], drafts = [], settings = {}, editHours = 24, rooms = {} }) => ({
  room,
  connection: "connecting",
  code: null, // the close code of the connection that ended last
  you: { id: "", name, former: [] }, // `former` has this person's names before renames, [{ name, until }], kept by former-names.js
  secret, // by which the server knows this tab; null if it knows the browser by its cookies
  rename: null, // { previous } until the server answers; after a refusal { refusal, requested, reason?, former? }
  greeting: "",
  version: "",
  limits: { text: 4000, name: 32, topic: 250 },
  isCopy: false, // the view is a copy of the room that an earlier page stored; until the first welcome
  editHours, // for how long the server lets an author change a message; Infinity: for ever
  epoch: null,
  last: 0, // the seq of the latest entry received
  latest: 0, // the seq of the latest message received, in the view or not
  head: 0, // the head of the log at the welcome
  historyEnd: 0, // messages up to this seq are history, messages with a higher seq are new
  ...viewAt(0),
  ...keptAfter(0),
  quoted: [], // messages outside the view: those that a reply in the view answers, and those that the person answers or edits
  unsent: [], // the seqs of messages with an edit that the person left and did not send
  ...NO_ACT,
  storedEpoch: null, // until the first welcome: the epoch of the edit or reply that an earlier page stored
  ...notArrived,
  topic: null, // the latest entry with a topic
  target: null, // the message to scroll to, { seq, isHighlighted, offset, isMissing?, isUnreached? }
  isHidden: false, // the tab
  isFocused: true, // the page
  isFollowing: true, // the list shows its end, and scrolls there at each new message
  isAway: false, // new messages are not seen: the tab is hidden, the page has no focus, or the list does not show its end (yet)
  received: { count: 0, recent: [] }, // new messages of others
  beatHead: 0, // the head in the latest beat
  lastAtBeat: 0, // `last` at the latest beat
  hasGap: false, // an entry did not arrive: the socket reconnects to receive it
  names,
  drafts,
  settings,
  ...noRooms,
  rooms,
  ...noPresence,
  ...noOutage,
});

export function apply(state, frame) {
  const next = withRead(withAttention(withTargetFound(handlers[frame.type](state, frame))));
  return next.isFollowing ? withoutOldest(next) : next;
}

// The types of frames that the server may send. The socket applies no frame of another type, so the server cannot cause an act of the page.
export const SERVER_FRAMES = ["welcome", "message", "edit", "deletion", "reaction", "topic", "people", "typing", "refused", "beat", "heads"];

// A function for each type of frame of the server or act of the page.
const handlers = {
  ...presence,
  ...outage,
  ...drafts,
  ...visitedRooms,

  // Frames of the server.
  welcome: (state, frame) => withUnread(state, {
    ...withNames(state, frame.people, frame.epoch === state.epoch ? state.last + 1 : 0),
    ...(continues(state, frame) ? retrying(state) : startingOver(frame)),
    ...(frame.epoch === state.epoch ? {} : { target: null, heads: {} }),
    ...(frame.epoch === (state.epoch ?? state.storedEpoch) ? {} : NO_ACT),
    ...introduction(frame),
    you: { ...state.you, ...frame.you },
    topic: frame.topic ?? null,
    ...withSecret(state, frame),
    drafts: inEpoch(frame.epoch, state.drafts),
    expected: peopleToExpect(state, frame.people),
    isCopy: false,
    hasGap: false,
    beatHead: 0,
    rename: refusedMeanwhile(state, frame),
  }),

  people: (state, frame) => presence.people(withNames(state, [...frame.joined, ...frame.renamed], state.last + 1), frame),

  message: (state, message) => withEntry(presence.stoppedTyping(state, message.from), message, withMessage),
  edit: (state, entry) => withEntry(state, entry, withChangeOfText),
  deletion: (state, entry) => withEntry(withoutFailed(state, entry), entry, withChangeOfText),
  reaction: (state, entry) => withEntry(state, entry, withChange),
  topic: (state, entry) => withEntry(state, entry, withTopic),
  unknownEntry: (state, entry) => inOrder(state, entry, (next) => next),

  refused(state, frame) {
    if (frame.draft) return withRefusal(state, frame);
    const next = frame.retry_ms === undefined ? state : { ...state, retry: frame };
    if (!state.rename?.previous || !NAME_REFUSALS.includes(frame.code)) return next;
    return { ...next, you: state.rename.previous, rename: { refusal: frame.code, reason: frame.reason, requested: state.you.name } };
  },

  // An entry was lost if this tab is behind the log at two beats in a row and received no entry between them.
  beat: (state, { head }) => ({
    ...state,
    hasGap: state.hasGap || (state.beatHead > state.last && state.lastAtBeat === state.last),
    beatHead: head,
    lastAtBeat: state.last,
    expected: expectedAfterBeat(state.expected),
  }),

  // Pages of history, loaded over HTTP: before the view, after it, around a message to scroll to, or with a message to quote.
  loading: (state, { side }) => ({ ...state, [side]: "loading" }),
  loadingFailed: (state, { side }) => failed(state, side),
  earlier: (state, page) => withPage(state, page, withEarlier) ?? failed(state, "earlier"),
  later: (state, page) => withPage(state, page, withLater) ?? failed(state, "later"),
  around(state, page) {
    if (state.target?.seq !== page.seq) return state;
    return (shows(page, page.seq) && withPage(state, page, withViewOf)) || withTargetMissing(state);
  },
  quoted: (state, page) => withAnswered(withPage(state, page, withQuoted) ?? state, page),
  targetMissing: (state, { seq, isUnreached }) => (state.target?.seq === seq ? withTargetMissing(state, isUnreached) : state),

  // Shows the copy of the room that this browser kept, if the server was not reached yet.
  copy: (state, { copy }) => (state.epoch === null && state.room === copy.room ? withCopy(state, copy) : state),

  // Acts of the person, and of modules of the page.
  enter: entered,
  add: (state, { draft }) => ({ ...withAdded(draft.type === "say" ? handlers.end(state) : state, draft), deleting: null }),
  adopt: (state, { draft }) => withAdopted(state, draft), // marks nothing as read, unlike `add`: the person may be looking elsewhere
  editing: (state, { seq, epoch }) => withAct(state, { editing: seq, epoch }),
  replying: (state, { seq, epoch }) => withAct(state, { replying: seq, epoch }),
  deleting: (state, { seq }) => withAct(state, { deleting: seq }),
  unsent: (state, { seqs }) => ({ ...state, unsent: seqs }),
  settings: (state, { settings }) => ({ ...state, settings }),
  name: (state, { name }) => ({ ...state, rename: { previous: state.you }, you: { ...state.you, name } }),
  formerNames: (state, { former }) => ({ ...state, you: { ...state.you, former }, isCounted: state.isCounted && state.unread.count === 0 }),
  refusalRead: (state) => ({ ...state, rename: null }), // the person has read why a name was refused
  attention: (state, { isHidden, isFocused }) => ({ ...state, isHidden, isFocused }),
  scrolled: (state, { isFollowing }) => ({ ...state, isFollowing }),
  landed: (state) => ({ ...state, isLanding: false }), // the list shows the first unread message
  read: (state) => withAllRead({ ...state, ...NOTHING_UNREAD, target: null }),
  seek: (state, { type, ...target }) => ({ ...state, target }),
  end: (state) =>
    ({ ...handlers.read(state), ...(state.later === "none" ? {} : viewAt(state.last)), isFollowing: true, isLanding: false }),

  // What other tabs stored, and what rooms/counting.js counted.
  roomStored: (state, act) => (act.room === state.room ? withMarkOfOthers : (next) => next)(visitedRooms.roomStored(state, act)),
  counted: (state, act) => (act.room === state.room ? withOwnCount : withCount)(state, act),
};

// The state of the room that the person enters: as they left it, or else that of a new tab. What is not about the room stays. An edit or
// a reply begins again when the composer puts the text back into the box.
function entered(state, { kept, drafts, room, names, at = 0 }) {
  const { earlier, later, ...others } = kept ?? initialState({ room, names });
  const of = Object.fromEntries(NOT_OF_ROOM.map((key) => [key, state[key]]));
  const next = { ...others, earlier: askable(earlier), later: askable(later), ...of, ...NO_ACT, ...NOTHING_MISSED, drafts, connection: "connecting", typing: [] };
  return withVisit({ ...next, ...notArrived, unread: next.unread }, room, at);
}

const NOT_OF_ROOM = [
  ...["you", "secret", "rename", "settings", "editHours", "limits", "version", "isHidden", "isFocused", "received"],
  ...["rooms", "heads", "code", "outage", "isRestored", "attempts", "reachableAt", "declinedVersion", "hasCookieNotice"],
];
const NOTHING_MISSED = { isThrottled: false, hasGap: false };

// A page of history that was on its way when the person left the room is never applied, so it can be asked for again.
const askable = (side) => (side === "loading" ? "more" : side);

// Adds an entry of the log with `place(state, entry)`. An entry up to `last` only settles its draft and makes its author's name known.
function withEntry(state, entry, place) {
  return inOrder(withSettled(withNames(state, [entry.from], entry.seq), [entry]), entry, place);
}

function inOrder(state, entry, place) {
  if (entry.seq <= state.last) return state;
  return entry.seq > state.last + 1 ? { ...state, hasGap: true } : place({ ...state, last: entry.seq }, entry);
}

// The welcome has the newest topic; entries with older ones may be replayed after it.
const withTopic = (state, entry) => ({ ...state, changes: changesWithTopic(state, entry), topic: entry.seq > state.head ? entry : state.topic });

const withChangeOfText = (state, entry) => ({ ...withChange(state, entry), ...unreadAfter(state, entry) });

const withMessage = (state, message) => withNews(withNext({ ...state, latest: message.seq }, message), message);

// Adds a page of history with `join(state, page)`. Null if it belongs to another epoch or cannot be made current.
function withPage(state, page, join) {
  const messages = page.epoch === state.epoch ? caughtUp(state, page) : null;
  return messages && withSettled(join(state, { ...page, messages }), messages);
}

// Starts the view over with the page. If the message asked for has come into the view meanwhile, the view stays, because the person may
// be reading in it.
const withViewOf = (state, { seq, messages }) => (shows(state, seq) ? state : { ...state, ...viewOf(messages, state.latest) });

// Updates whether the person sees new messages. The divider stays until the person misses the next message: while they
// look at the list it must not move.
function withAttention(state) {
  const isAway = isElsewhere(state) || !state.isFollowing || state.later !== "none" || state.isArriving || state.isLanding;
  if (isAway === state.isAway) return state;
  return { ...state, isAway, unread: isAway ? state.unread : { ...state.unread, count: 0, mentions: 0 } };
}

const isElsewhere = ({ isHidden, isFocused }) => isHidden || !isFocused;

const isOld = (state, { seq }) => seq <= state.historyEnd || seq <= baseOf(state);

// A page of history may have brought the message before the connection did, perhaps edited or deleted: then the message counts as it is
// in the view. Changes of the message after that page come later, as entries, and then change the count.
function withNews(state, message) {
  const current = state.messages.findLast(({ seq }) => seq === message.seq) ?? message;
  if (isOld(state, current) || current.from.id === state.you.id || current.deleted) return state;
  return {
    ...state,
    unread: state.isAway ? withMissed(state, current) : state.unread,
    received: { count: state.received.count + 1, recent: [...state.received.recent, current].slice(-MAX_RECENT) },
  };
}

// Marks a page of history as failed, if the view still waits for it. Until the next connection only the person can have it loaded again:
// automatic attempts could go on for ever.
const failed = (state, side) => (state[side] === "loading" ? { ...state, [side]: "failed" } : state);
const retrying = ({ earlier, later }) => ({ earlier: earlier === "failed" ? "more" : earlier, later: later === "failed" ? "more" : later });

// `isUnreached`: the target may exist, but there was no connection to load it.
const withTargetMissing = (state, isUnreached = false) => ({ ...state, target: { ...state.target, isMissing: true, isUnreached } });

// Clears `isMissing` once the target is in the view: the message was sent since, or a page of history brought it.
function withTargetFound(state) {
  if (!state.target?.isMissing || !shows(state, state.target.seq)) return state;
  return { ...state, target: { ...state.target, isMissing: false, isUnreached: false } };
}

// Takes over a draft of a closed tab.
const withAdopted = (state, { refusal, ...draft }) =>
  inEpoch(state.epoch ?? draft.epoch, [{ ...draft, state: "pending" }]).reduce(withAdded, state);

// Shows the copy as if the connection had been lost when the copy was made: the next connection receives what came since.
const withCopy = (state, { epoch, last, latest, limits, topic = null, you, messages }) => ({
  ...state, ...viewOf(messages, latest), ...keptAfter(last), ...([null, epoch].includes(state.storedEpoch) ? {} : NO_ACT),
  epoch, last, latest, limits, topic, you: { ...state.you, id: you }, isCopy: true,
});

// Returns the refusal of a name that was chosen without a connection and that the server did not take from the cookie; null if there is
// none. The server may have given a random name instead, so people/name-refusal.js asks the server to give the person the former name
// again.
const refusedMeanwhile = ({ rename, you: { name } }, { you }) =>
  rename?.previous && name !== you.name ? { refusal: "bad_name", requested: name, former: rename.previous.name } : null;

const continues = (state, { epoch, after }) => epoch === state.epoch && after === state.last;

// The server sends a secret if the browser sent neither a cookie nor a secret. After the first secret the page says that cookies are off.
const withSecret = (state, { secret = null }) => (secret === null ? {} : { secret, hasCookieNotice: state.secret === null });

// On arrival in a room, what is above its mark is unread. After an outage, what came meanwhile is unread until the list shows it. If the
// view started over, it may lack some of these messages, so rooms/counting.js counts them.
function withUnread(before, state) {
  if (before.isArriving || before.epoch !== state.epoch) return withArrival(state);
  const isWhole = state.last === before.last;
  return { ...state, isLanding: state.isLanding || state.last < state.head, isCounted: state.isCounted && isWhole };
}

const startingOver = ({ after }) =>
  ({ ...viewAt(after), ...keptAfter(after), quoted: [], last: after, latest: after, changes: [] });

const introduction = ({ room, greeting, version, limits, epoch, head, people, count }) =>
  ({ room, greeting, version, limits, epoch, head, people, count });
