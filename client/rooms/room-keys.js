// The keys that walk through the list of rooms: Alt with ↑ or ↓, and with Shift to the next room with unread messages.

import { roomsIn } from "../state/room-list.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export function connectRoomKeys({ store, go }) {
  addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || !event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("dialog")) return;
    event.preventDefault();
    const room = nextRoom(roomsIn(store.state), STEPS[event.key], event.shiftKey);
    if (room !== undefined) go(room);
  });
}

// The room that follows the open one in this direction, and after the last one the first; with `isUnread` the next that has unread
// messages and is not muted. Undefined if there is none.
export function nextRoom(rooms, step, isUnread) {
  const at = rooms.findIndex(({ isOpen }) => isOpen);
  const others = rooms.map((_, index) => rooms[(at + step * (index + 1) + rooms.length * 2) % rooms.length]).filter(({ isOpen }) => !isOpen);
  return others.find(({ unread, muted }) => !isUnread || (unread > 0 && !muted))?.room;
}
