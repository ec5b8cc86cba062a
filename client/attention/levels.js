// Decides which messages notify a person who looks elsewhere: those of the level of their room. Pure.

import { isForMe } from "../state/unread.js";
import { isTooSoon, withoutEverybody } from "./everybody-mentions.js";

// The level of a room says which of its messages notify: "off", "mentions" or "all". It is the room's own, or that of the settings.
export function levelOf({ rooms, settings }, room) {
  const { muted = false, notify = null } = rooms[room] ?? {};
  return muted ? "off" : (notify ?? settings.notify);
}

// Whether a message notifies the person at this level. `known` is what the tab knows of its room, { you, names, messages, quoted };
// `earlier` are messages of the room that the tab has heard before this one.
export function notifies(message, level, known, earlier) {
  if (level === "all") return true;
  return level === "mentions" && isForMe(known, isTooSoon(message, earlier, known) ? withoutEverybody(message) : message);
}

export const isUndisturbed = ({ settings }, now) => now < settings.quietUntil;
