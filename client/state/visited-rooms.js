// The part of the state about the rooms that this browser has visited: how far each was read, and what is unread in it. Pure.

export const MAX_ROOMS = 100; // as many as one connection can watch

// What the browser keeps of a room, for all of its tabs. `visited` is the time of the last visit and `at` that of the newest message
// known, in milliseconds. `notify` is the level of its notifications, if the room has its own. `mark` is { seq, epoch }: messages up to
// this seq are read. `counted` is what was counted above the mark: { mark, head, epoch, unread, mentions }, up to the entry `head`.
const BLANK = { visited: 0, at: 0, pinned: false, muted: false, notify: null, mark: null, counted: null };

// `heads` has the heads of the rooms that the server watches for this tab. `retry` is the server's latest refusal that has `retry_ms` and
// is about no draft: after that time rooms/watching.js asks again.
export const noRooms = { rooms: {}, heads: {}, retry: null };

export const visitedRooms = {
  // Another tab stored this record of a room, or null because the person left the room.
  roomStored(state, { room, stored }) {
    if (stored === null) return room === state.room ? state : withoutRoom(state, room);
    const ours = state.rooms[room] ?? BLANK;
    const latest = (key) => Math.max(ours[key], stored[key]);
    return withRoom(state, room, { ...BLANK, ...stored, visited: latest("visited"), at: latest("at"), mark: later(ours.mark, stored.mark) });
  },

  // Changes fields of a room's record: for example when the person pins it, or when rooms/own-record.js stores its count.
  changeRoom: (state, { type, room, ...changes }) => withRoom(state, room, { ...state.rooms[room], ...changes }),

  visit: (state, { room, at }) => withVisit(state, room, at),

  forgetRoom: (state, { room }) => withoutRoom(state, room),

  // The browser has become another person, whose own messages never count as unread, or the person has another name, by which messages
  // mention them. So each room is counted again, and shows its former count until then.
  countAgain(state) {
    const outdated = (record) => ({ ...record, counted: record.counted && { ...record.counted, mark: -1 } });
    const rooms = Object.entries(state.rooms).map(([room, record]) => [room, outdated(record)]);
    return { ...state, isCounted: false, rooms: Object.fromEntries(rooms) };
  },

  // The server has begun to watch other rooms: `heads` has the heads of only those that it watches now.
  watched: (state, { heads }) => ({ ...state, heads }),

  // A mark of another epoch means nothing in this one: the room starts over, with nothing unread.
  heads(state, { rooms: heads }) {
    const next = { ...state, heads: { ...state.heads, ...heads } };
    const isUnmarked = ([room]) => room !== state.room && state.rooms[room] && state.rooms[room].mark?.epoch !== state.epoch;
    return Object.entries(heads).filter(isUnmarked).reduce((rest, [room, head]) => withMark(rest, room, head), next);
  },
};

// Adds a visit of the room. Above the limit the browser forgets the rooms that were visited longest ago, except pinned ones.
export function withVisit(state, room, visited) {
  const rooms = { ...state.rooms, [room]: { ...BLANK, ...state.rooms[room], visited } };
  const others = Object.keys(rooms).filter((name) => name !== room && !rooms[name].pinned);
  others.sort((one, other) => rooms[one].visited - rooms[other].visited);
  for (const name of others.slice(0, Math.max(0, Object.keys(rooms).length - MAX_ROOMS))) delete rooms[name];
  return { ...state, rooms };
}

// The seq up to which a room is read in this epoch, or null.
export const markOf = ({ rooms, epoch }, room) => (rooms[room]?.mark?.epoch === epoch ? rooms[room].mark.seq : null);

// Moves the mark of a room forward; within an epoch it never moves back.
export function withMark(state, room, seq, at = 0) {
  const before = state.rooms[room] ?? BLANK;
  if ((markOf(state, room) ?? -1) >= seq) return state;
  return withRoom(state, room, { ...before, mark: { seq, epoch: state.epoch }, at: Math.max(before.at, at), counted: null });
}

// Takes over the count of a room that is not open. The entry up to which messages were counted, `end`, becomes `head` of `counted`.
export function withCount(state, { type, room, at = 0, head, end, ...counted }) {
  const before = state.rooms[room];
  if (!before || counted.epoch !== state.epoch) return state;
  return withRoom(state, room, { ...before, at: Math.max(before.at, at), counted: { ...counted, head: end } });
}

const withRoom = (state, room, record) => ({ ...state, rooms: { ...state.rooms, [room]: record } });

function withoutRoom(state, room) {
  const { [room]: _, ...rooms } = state.rooms;
  return { ...state, rooms };
}

// Returns the later of two marks of the same epoch. If the epochs differ, returns `theirs`, the mark that was stored last: only a live
// tab replaces a stored mark of another epoch, so `theirs` is of the newer epoch.
export const later = (ours = null, theirs = null) => (ours !== null && (theirs === null || (ours.epoch === theirs.epoch && ours.seq > theirs.seq)) ? ours : theirs);
