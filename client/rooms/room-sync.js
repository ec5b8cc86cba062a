// Stores what this browser keeps of the rooms that it has visited, and takes over what other tabs store.

import * as storage from "../browser/storage.js";
import { later } from "../state/visited-rooms.js";
import { PREFIX, readRooms, recordIn } from "./room-storage.js";

const WRITE_MS = 500; // after a change; in a busy room the mark moves with each message

// `read` are the rooms as they were read from storage.
export function syncRooms(store, read) {
  let written = read;
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
  const takeOver = (room, record) => {
    store.apply({ type: "roomStored", room, stored: record });
    const ours = store.state.rooms[room];
    if (JSON.stringify(ours) === JSON.stringify(record)) written = { ...written, [room]: ours };
  };
  // A tab that was frozen has missed the changes by other tabs.
  const catchUp = () => {
    for (const [room, record] of Object.entries(readRooms()))
      if (JSON.stringify(record) !== JSON.stringify(store.state.rooms[room])) takeOver(room, record);
  };
  storage.watch((key, stored) => key.startsWith(PREFIX) && takeOver(key.slice(PREFIX.length), recordIn(stored)));
  catchUp();
  addEventListener("pageshow", ({ persisted }) => persisted && catchUp());
  addEventListener("pagehide", write);
  document.addEventListener("visibilitychange", () => (document.hidden ? write : catchUp)());
}

// Writes the record of a room, but keeps the stored mark if another tab has moved it further. Without a connection also keeps a stored
// mark of another epoch, because that epoch may be newer than ours.
function writeRoom(room, record, isLive) {
  if (record === undefined) return storage.remove(PREFIX + room);
  const stored = recordIn(storage.read(PREFIX + room))?.mark ?? null;
  const mark = isLive ? later(stored, record.mark) : later(record.mark, stored);
  storage.write(PREFIX + room, { ...record, mark });
}
