// Stores the unread count of the open room and the time of its newest message, as they are stored for the other rooms. They are shown
// while another room is open, and by the next page.

import { ownCount } from "../state/room-list.js";

const PAUSE_MS = 1_000; // so that in a busy room not each message causes a write to the browser's storage

// Stores the count and the time at most once in PAUSE_MS, and when the page is left. Returns a function that stores both at once.
export function keepOwnRecord(store) {
  let timer = null;
  const keep = () => {
    clearTimeout(timer);
    timer = null;
    const { room, rooms, messages } = store.state;
    const counted = ownCount(store.state);
    const at = Math.max(rooms[room].at, new Date(messages.at(-1)?.at ?? 0).getTime());
    const isNew = at > rooms[room].at || JSON.stringify(counted) !== JSON.stringify(rooms[room].counted);
    if (isNew) store.apply({ type: "changeRoom", room, counted, at });
  };
  store.subscribe(() => (timer ??= setTimeout(keep, PAUSE_MS)));
  addEventListener("pagehide", keep);
  return keep;
}
