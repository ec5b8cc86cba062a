// Decides which messages call a person who looks elsewhere. Pure.

import { isForMe } from "../state/unread.js";
import { isTooSoon, withoutCall } from "./everybody.js";

// The level of a room says which of its messages call: "off", "mentions" or "all". It is the room's own, or that of the settings.
export function levelOf({ rooms, settings }, room) {
  const { muted = false, notify = null } = rooms[room] ?? {};
  return muted ? "off" : (notify ?? settings.notify);
}

// Whether a message calls the person at this level. `known` is what the tab knows of its room, as for `isForMe`; `earlier` are the
// messages of the last minute that it has heard there.
export function isCalling(message, level, known, earlier) {
  if (level === "all") return true;
  return level === "mentions" && isForMe(known, isTooSoon(message, earlier, known) ? withoutCall(message) : message);
}

export const isUndisturbed = ({ settings }, now) => now < settings.quietUntil;
