// The keys that walk through the list of rooms: Alt with ↑ or ↓ leads to the next room, and with Shift to the next room with unread
// messages. During a walk the order stays, although a room without messages moves to the top of the list when it is opened.

import { roomsIn } from "../state/room-list.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export function connectRoomKeys({ store, go }) {
  let walk = { order: [], room: null }; // the order of the list when the person began to walk, and the room that they have reached
  addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || !event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("dialog")) return;
    event.preventDefault();
    const rooms = roomsIn(store.state);
    if (walk.room !== store.state.room) walk.order = rooms.map(({ room }) => room);
    const inOrder = rooms.toSorted((one, other) => placeIn(walk.order, one) - placeIn(walk.order, other));
    const room = nextRoom(inOrder, STEPS[event.key], event.shiftKey);
    if (room === undefined) return;
    walk.room = room;
    go(room);
  });
}

// Rooms that are new in the list come last.
const placeIn = (order, { room }) => (order.includes(room) ? order.indexOf(room) : order.length);

// The room that follows the open one in this direction; the first room follows the last one. With `isUnread`, the next room that has
// unread messages and is not muted. Undefined if there is none.
export function nextRoom(rooms, step, isUnread) {
  const at = rooms.findIndex(({ isOpen }) => isOpen);
  const others = rooms.map((_, index) => rooms[(at + step * (index + 1) + rooms.length * 2) % rooms.length]).filter(({ isOpen }) => !isOpen);
  return others.find(({ unread, muted }) => !isUnread || (unread > 0 && !muted))?.room;
}
