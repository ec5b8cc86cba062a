// The place in a room where a person reads back: kept when they leave the page, and restored when they go back to it.

import { leaveForNextPage, takeFromLastPage } from "../browser/storage.js";

// `seqInView()` returns the seq of the message that is read, or null at the end of the list, which needs no place.
export function keepPlace(room, seqInView) {
  addEventListener("pagehide", () => {
    const seq = seqInView();
    if (seq !== null) leaveForNextPage(keyOf(room), seq);
  });
}

// The seq to go back to, or null. A person who comes by a link instead, or reloads, expects the end.
export function takePlace(room, navigation = performance.getEntriesByType("navigation")[0]?.type) {
  const seq = Number(takeFromLastPage(keyOf(room)));
  return seq > 0 && navigation === "back_forward" ? seq : null;
}

const keyOf = (room) => `place.${room}`;
