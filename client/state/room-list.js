// The rooms that the page lists, and what is unread in each: made from the state. Pure.

import { possibleRoom } from "../text/room-names.js";
import { knownMessage } from "./view.js";
import { markOf } from "./visited-rooms.js";

const MAX_FOUND = 5;

export const SHOWN_LIMIT = 99; // of a count; above it the page shows "99+"

// The rooms of the list, in its order: the pinned rooms, then the others; in both groups the room with the newest message is first. A
// room of which no message is known is sorted by the time of its last visit. `unread` is the number of messages of others above the mark,
// and `mentions` is how many of these messages mention the person.
export function roomsIn(state) {
  const all = Object.entries(state.rooms).map(([room, { pinned, muted, notify, at, visited }]) => ({
    room, pinned, muted, notify, at: at || visited, isOpen: room === state.room, ...unreadIn(state, room),
  }));
  return all.sort((one, other) => other.pinned - one.pinned || other.at - one.at || (one.room < other.room ? -1 : 1));
}

// The rooms, without the open one, whose names contain the text, at most MAX_FOUND. Rooms whose names begin with the text come first.
export function roomsNamed(state, text) {
  const part = possibleRoom(text);
  const found = part === null ? [] : roomsIn(state).filter(({ room, isOpen }) => !isOpen && room.includes(part));
  return found.sort((one, other) => other.room.startsWith(part) - one.room.startsWith(part)).slice(0, MAX_FOUND);
}

// What is unread in the rooms that are not muted, without the open one: { unread, mentions }.
export const unreadElsewhere = (state) => sumOf(unmuted(state).filter(({ isOpen }) => !isOpen));

// What is unread in all rooms that are not muted: { unread, mentions }.
export const unreadInAll = (state) => sumOf(unmuted(state));

const unmuted = (state) => roomsIn(state).filter(({ muted }) => !muted);

function sumOf(rooms) {
  const sum = (key) => rooms.reduce((total, room) => total + room[key], 0);
  return { unread: sum("unread"), mentions: sum("mentions") };
}

// What is unread, in a few characters: "3", or "3 · @" if a message mentions the person.
export const shownUnread = ({ unread, mentions }, number) => shownCount(unread, number) + (mentions > 0 ? " · @" : "");

export const shownCount = (count, number = String) => (count > SHOWN_LIMIT ? `${number(SHOWN_LIMIT)}+` : number(count));

// The names of the rooms to watch: all that are not muted. A tab does not leave out its open room: so all tabs of this browser watch the
// same rooms, and the server encodes a change once for all of them.
export const watchedRooms = ({ rooms }) => Object.keys(rooms).filter((name) => !rooms[name].muted).sort();

// The room whose unread messages have to be counted next, or null. The open room comes first; but once the list shows its first unread
// message, the open room is not counted twice in a row while other rooms wait. Of the other rooms the one that was counted longest ago
// comes first. `isDue(room, counted)` says whether a room may be counted again by now; `turns` are the rooms in the order of their
// last counts.
export function nextToCount(state, isDue, turns) {
  if (state.connection !== "live") return null;
  const isNext = (room) => room !== state.room && !state.rooms[room].muted && isOutdated(state, room) && isDue(room, state.rooms[room].counted);
  const [next = null] = Object.keys(state.rooms).filter(isNext).sort((one, other) => turns.indexOf(one) - turns.indexOf(other));
  const isOpenNext = !state.isCounted && state.last >= state.head;
  return isOpenNext && (next === null || state.isLanding || turns.at(-1) !== state.room) ? state.room : next;
}

function isOutdated(state, room) {
  const mark = markOf(state, room);
  const head = state.heads[room];
  if (mark === null || head === undefined || head <= mark) return false;
  const { counted } = state.rooms[room];
  return counted === null || counted.epoch !== state.epoch || counted.mark !== mark || counted.head < head;
}

// The count of the open room to store, for the time when another room is open or there is no connection: what is unread in the view. The
// stored count stays if the view is not fully counted, or if the stored count reaches `last`. If an unread message answers a message that
// is not loaded, and that may be the person's own, the count ends before `last`, so that the room is counted again.
export function ownCount(state) {
  const { room, epoch, last, unread } = state;
  const { counted } = state.rooms[room];
  const mark = markOf(state, room);
  const isLater = counted?.epoch === epoch && counted.mark === mark && counted.head >= last;
  if (mark === null || state.isArriving || !state.isCounted || isLater) return counted;
  if (unread.count === 0) return null;
  const isFinal = !state.messages.some(({ seq, reply = 0 }) => seq > mark && reply > 0 && !knownMessage(state, reply));
  return { epoch, mark, head: isFinal ? last : last - 1, unread: Math.min(unread.count, SHOWN_LIMIT + 1), mentions: unread.mentions };
}

// A muted room that is not open shows no count: it is not counted, so an old count would be wrong. When a room is opened, its last
// count is shown until its messages come, which without a connection may take long.
function unreadIn(state, room) {
  const inView = room === state.room ? { unread: state.unread.count, mentions: state.unread.mentions } : { unread: 0, mentions: 0 };
  if (room === state.room && !state.isArriving) return inView;
  const { counted, mark, muted } = state.rooms[room];
  const isKnown = !muted && counted !== null && mark !== null && counted.epoch === mark.epoch && counted.head > mark.seq;
  return isKnown ? { unread: counted.unread, mentions: counted.mentions } : inView;
}
