// The place where a person reads earlier messages of a room: kept when they leave the page, and restored when they go back to it.

import { leaveForNextPage, takeFromLastPage } from "../browser/storage.js";

// `placeInView()` returns the message that is read, { seq, offset }, or null at the end of the list, which needs no place.
export function keepPlace(store, placeInView) {
  addEventListener("pagehide", () => {
    const place = placeInView();
    if (place !== null) leaveForNextPage(keyOf(store.state.room), JSON.stringify(place));
  });
}

// Removes the stored place. Returns it if the person went back or forward to this page; otherwise null, because they expect the end of
// the list, or the message of a link.
export function takePlace(room, navigation = performance.getEntriesByType("navigation")[0]?.type) {
  const place = JSON.parse(takeFromLastPage(keyOf(room)));
  return place?.seq && navigation === "back_forward" ? place : null;
}

const keyOf = (room) => `place.${room}`;
