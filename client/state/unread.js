// The part of the state about what is unread in the room: how many messages, the first of them, and how many mention the person.
// Pure.

import { mentions } from "./known-names.js";
import { changedIn } from "./message-changes.js";
import { knownMessage, shows } from "./view.js";
import { markOf, withMark } from "./visited-rooms.js";

// The divider stands before the message `from`. `count` is the number of messages of others above the mark, Infinity if there are too
// many to count; `mentions` is how many of them mention or answer the person. Both are 0 once the messages are read, but the divider
// stays until the person misses another message.
export const NOTHING_UNREAD = { unread: { from: null, count: 0, mentions: 0 } };

// `isArriving` is true from entering a room until its next welcome. `isLanding` is true from a welcome whose head is above the mark
// (after an outage: above `last`), until the list shows the first unread message or the person goes to the end. `isCounted` is false if
// rooms/counting.js has to count the unread messages, because the view does not have all of them.
export const notArrived = { ...NOTHING_UNREAD, isArriving: true, isLanding: false, isCounted: true };

// The person comes into the room, or its log starts over: what is above the mark is unread. In a room without a mark nothing is unread.
export function withArrival(state) {
  const mark = markOf(state, state.room) ?? state.head;
  const isWhole = state.after <= mark && state.later === "none";
  const isLanding = mark < state.head;
  const next = { ...state, isArriving: false, isLanding, isCounted: isWhole || !isLanding, historyEnd: mark, unread: unreadAbove(state, mark) };
  return withMark(next, state.room, mark);
}

// Whether the list can show the first unread message: all entries up to the head have come, the unread messages are counted, and the
// view has the message asked for, unless there is none or it is missing.
export const canLand = ({ isLanding, isCounted, last, head, target, messages }) =>
  isLanding && isCounted && last >= head && (target === null || target.isMissing === true || shows({ messages }, target.seq));

// What is unread once a message has come that the person does not see.
export const withMissed = (state, message) => ({
  from: state.unread.count === 0 ? message.seq : state.unread.from,
  count: state.unread.count + 1,
  mentions: state.unread.mentions + Number(isForMe(state, message)),
});

// While the person looks at the end of the list, its messages are read.
export const withRead = (state) => (state.isAway ? state : withAllRead(state));

// Moves the mark to the latest message, but not before the first welcome. Without a connection only a mark of this epoch is moved,
// because another epoch may be the newer one.
export function withAllRead(state) {
  if (state.isArriving || (state.connection !== "live" && markOf(state, state.room) === null)) return state;
  return withMark(state, state.room, state.latest, new Date(state.messages.at(-1)?.at ?? 0).getTime());
}

// Another tab moved the mark of this room. Finds what is still unread in the view. If the view does not have all unread messages,
// rooms/counting.js counts them.
export function withMarkOfOthers(state) {
  const mark = markOf(state, state.room);
  if (mark === null || state.isArriving || state.unread.count === 0) return state;
  const { from, ...left } = unreadAbove(state, mark);
  const isWhole = state.later === "none" && state.after <= mark;
  return isWhole || mark >= state.latest ? { ...state, unread: { from: from ?? state.unread.from, ...left } } : { ...state, isCounted: false };
}

// Takes over a count of the open room, which rooms/counting.js made up to the entry `end` when the head was `head`. Adds the later
// messages of the view. If the epoch or the mark has changed, or an edit or deletion came after `head`, drops the count, so that the room
// is counted again.
export function withOwnCount(state, { epoch, mark, head, end, unread, mentions, first }) {
  const isOutdated = epoch !== state.epoch || mark !== baseOf(state) || state.kept.entries.some((entry) => entry.seq > head && entry.type !== "reaction");
  if (isOutdated) return state;
  if (!state.isAway) return { ...state, isCounted: true };
  const since = unreadAbove(state, end);
  const counted = { from: first ?? since.from, count: unread + since.count, mentions: mentions + since.mentions };
  return { ...state, isCounted: true, historyEnd: Math.max(state.historyEnd, head), unread: counted };
}

// The seq above which the messages of the room are unread.
export const baseOf = (state) => markOf(state, state.room) ?? state.historyEnd;

// What is unread after an entry changed a message: a deleted message is not unread, and an edit may add or remove a mention. Entries of
// this person change only messages of theirs, which are never unread.
export function unreadAfter(state, entry) {
  const { unread, isCounted, you } = state;
  if (unread.count === 0 || entry.message < unread.from || entry.type === "reaction" || entry.from.id === you.id) return { unread, isCounted };
  const before = state.messages.find(({ seq }) => seq === entry.message);
  if (before === undefined) return { unread, isCounted: false };
  const [after] = changedIn([before], entry);
  const left = unread.count - Number(after.deleted === true && !before.deleted);
  const mentions = unread.mentions - Number(isForMe(state, before)) + Number(isForMe(state, after));
  return { unread: left > 0 ? { ...unread, count: left, mentions } : NOTHING_UNREAD.unread, isCounted };
}

// A message outside of the view was loaded. If it is the person's own, unread messages that answer it count as mentions, so the unread
// messages are counted again.
export const withAnswered = (state, { seq: answered }) =>
  state.unread.count > 0 && knownMessage(state, answered)?.from.id === state.you.id &&
  state.messages.some(({ seq, reply }) => reply === answered && seq >= state.unread.from) ? { ...state, isCounted: false } : state;

// Whether a message mentions the person, or answers a message of the person that the tab has loaded.
export const isForMe = (state, message) => !message.deleted && (answersMe(state, message) || mentions(message, state));

const answersMe = (known, { reply }) => reply !== undefined && knownMessage(known, reply)?.from.id === known.you.id;

// What is unread above `mark` in the view. Messages above `last` came with a page of history: they count when the connection brings them.
function unreadAbove(state, mark) {
  const found = state.messages.filter(({ seq, from, deleted }) => seq > mark && seq <= state.last && from.id !== state.you.id && !deleted);
  return { from: found[0]?.seq ?? null, count: found.length, mentions: found.filter((message) => isForMe(state, message)).length };
}
