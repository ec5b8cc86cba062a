// Stores what this browser keeps of the rooms that it has visited, such as how far they were read. All of its tabs share it.

import * as storage from "../browser/storage.js";
import { later } from "../state/visited-rooms.js";

const PREFIX = "room."; // each room has its own key, so that tabs seldom write the same
const WRITE_MS = 500; // after a change; in a busy room the mark moves with each message

export function readRooms() {
  const records = storage.keys(PREFIX).map((key) => [key.slice(PREFIX.length), recordIn(storage.read(key))]);
  return Object.fromEntries(records.filter(([, record]) => record !== null));
}

export function keepRooms(store) {
  let written = store.state.rooms;
  let timer = 0;

  const write = () => {
    timer = clearTimeout(timer);
    const { rooms, connection } = store.state;
    const changed = [...new Set([...Object.keys(written), ...Object.keys(rooms)])].filter((room) => rooms[room] !== written[room]);
    for (const room of changed) writeRoom(room, rooms[room], connection === "live");
    written = rooms;
  };
  store.subscribe(({ rooms }) => {
    if (rooms !== written) timer ||= setTimeout(write, WRITE_MS);
  });
  storage.watch((key, stored) => {
    if (!key.startsWith(PREFIX)) return;
    const room = key.slice(PREFIX.length);
    const record = recordIn(stored);
    store.apply({ type: "roomStored", room, stored: record });
    const ours = store.state.rooms[room];
    if (ours?.mark?.seq === record?.mark?.seq) written = { ...written, [room]: ours };
  });
  addEventListener("pagehide", write);
  document.addEventListener("visibilitychange", () => document.hidden && write());
}

// Another tab may have moved the mark further. Without a connection a mark of another epoch may be newer than ours.
function writeRoom(room, record, isLive) {
  if (record === undefined) return storage.remove(PREFIX + room);
  const stored = recordIn(storage.read(PREFIX + room))?.mark ?? null;
  const mark = isLive ? later(stored, record.mark) : later(record.mark, stored);
  storage.write(PREFIX + room, { ...record, mark });
}

// A value in another form belongs to another version of the page.
function recordIn(stored) {
  const { visited, at, pinned, muted, mark = null, counted = null } = stored ?? {};
  const isRecord = [visited, at].every(Number.isFinite) && [pinned, muted].every((one) => typeof one === "boolean");
  const isMark = mark === null || (Number.isSafeInteger(mark.seq) && typeof mark.epoch === "string");
  const isCount = counted === null || [counted.mark, counted.head, counted.unread, counted.mentions].every(Number.isSafeInteger);
  return isRecord && isMark && isCount ? { visited, at, pinned, muted, mark, counted } : null;
}
