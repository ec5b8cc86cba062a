// Tells the server which rooms this tab watches: after each welcome, when these rooms change, and once more after a refusal.

import { watchedRooms } from "../state/room-list.js";

export function watchRooms({ store, socket }) {
  let [watched, rooms, retry] = ["", null, null];

  const watch = (state) => {
    rooms = state.rooms;
    const names = watchedRooms(state);
    if (names.join() === watched || !socket.send({ type: "watch", rooms: names })) return;
    watched = names.join();
    const heads = Object.entries(state.heads).filter(([room]) => names.includes(room)); // the other heads get out of date
    store.apply({ type: "watched", heads: Object.fromEntries(heads) });
  };
  store.subscribe((state) => {
    if (state.connection !== "live") [watched, rooms] = ["", null];
    else if (state.rooms !== rooms) watch(state);
    if (state.retry === retry) return;
    retry = state.retry;
    setTimeout(() => ((watched = ""), store.state.connection === "live" && watch(store.state)), retry.retry_ms);
  });
  if (store.state.connection === "live") watch(store.state);
}
