// Decides, by the level of a room, which of its messages notify a person who looks elsewhere. Pure.

import { isForMe } from "../state/unread.js";
import { isTooSoon, withoutEverybody } from "./everybody-mentions.js";

// The level says which messages of a room notify: "off" (none), "mentions" or "all". A muted room has the level "off"; any other room has
// its own level, or else that of the settings.
export function levelOf({ rooms, settings }, room) {
  const { muted = false, notify = null } = rooms[room] ?? {};
  return muted ? "off" : (notify ?? settings.notify);
}

// Whether a message notifies the person at this level. `known` is what the tab knows of the room, { you, names, messages, quoted };
// `earlier` are messages of the room that came before this one.
export function notifies(message, level, known, earlier) {
  if (level === "all") return true;
  return level === "mentions" && isForMe(known, isTooSoon(message, earlier, known) ? withoutEverybody(message) : message);
}

export const isUndisturbed = ({ settings }, now) => now < settings.quietUntil;
