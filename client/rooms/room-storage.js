// Reads what this browser keeps of the rooms that it has visited, such as how far they were read. All of its tabs share it.

import * as storage from "../browser/storage.js";

export const PREFIX = "room."; // each room has its own key, so that tabs seldom write to one key

export function readRooms() {
  const records = storage.keys(PREFIX).map((key) => [key.slice(PREFIX.length), recordIn(storage.read(key))]);
  return Object.fromEntries(records.filter(([, record]) => record !== null));
}

// The record, or null for a value in another form, which another version of the page stored.
export function recordIn(stored) {
  const { visited, at, pinned, muted, notify = null, mark = null, counted = null } = stored ?? {};
  const isRecord = [visited, at].every(Number.isFinite) && [pinned, muted].every((one) => typeof one === "boolean");
  const isMark = mark === null || (Number.isSafeInteger(mark.seq) && typeof mark.epoch === "string");
  const isCount = counted === null || [counted.mark, counted.head, counted.unread, counted.mentions].every(Number.isSafeInteger);
  return isRecord && isMark && isCount ? { visited, at, pinned, muted, notify, mark, counted } : null;
}
