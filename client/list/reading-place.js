// The place in a room where a person reads back: kept when they leave the page, and restored when they go back to it.

import { leaveForNextPage, takeFromLastPage } from "../browser/storage.js";

// `placeInView()` returns the message that is read, { seq, offset }, or null at the end of the list, which needs no place.
export function keepPlace(store, placeInView) {
  addEventListener("pagehide", () => {
    const place = placeInView();
    if (place !== null) leaveForNextPage(keyOf(store.state.room), JSON.stringify(place));
  });
}

// The place to go back to, or null. A person who comes by a link instead, or reloads, expects the end.
export function takePlace(room, navigation = performance.getEntriesByType("navigation")[0]?.type) {
  const place = JSON.parse(takeFromLastPage(keyOf(room)));
  return place?.seq && navigation === "back_forward" ? place : null;
}

const keyOf = (room) => `place.${room}`;
