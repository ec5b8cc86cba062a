// Keeps the unread count of the open room, as those of other rooms are kept: for when another room is open, and for the next page.

import { ownCount } from "../state/room-list.js";

const PAUSE_MS = 1_000; // so that in a busy room not each message causes a write to the browser's storage

// Stores the count soon after each change, and when the page is left. Returns a function that stores it at once.
export function keepOwnCount(store) {
  let timer = null;
  const keep = () => {
    clearTimeout(timer);
    timer = null;
    const { room, rooms } = store.state;
    const counted = ownCount(store.state);
    if (JSON.stringify(counted) !== JSON.stringify(rooms[room].counted)) store.apply({ type: "changeRoom", room, counted });
  };
  store.subscribe(() => (timer ??= setTimeout(keep, PAUSE_MS)));
  addEventListener("pagehide", keep);
  return keep;
}
