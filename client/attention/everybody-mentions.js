// Finds the messages that mention everybody, by @all or @here, and those of them that come too soon after another by the same author. Pure.

import { longerThan } from "../state/known-names.js";
import { memoized } from "../state/memo.js";
import { EVERYBODY, isMentioned, WORD_LETTERS } from "../text/mentions.js";

const PAUSE_MS = 60_000; // between two mentions of everybody by one author in a room

const longerNames = memoized((names) => longerThan(EVERYBODY, names).map(({ name }) => name));
const mentionsEverybody = ({ text }, { names }) => isMentioned(EVERYBODY, text, longerNames(names));

// Whether a message mentions everybody less than a minute after one of the `earlier` messages by the same author did. `known` has the
// names known in the room.
export const isTooSoon = (message, earlier, known) =>
  mentionsEverybody(message, known) && earlier.some((one) => one.from.id === message.from.id && isWithinPause(one, message) && mentionsEverybody(one, known));

// Whether `other` follows `one` within the pause. The clock of the server gave both times.
const isWithinPause = (one, other) => one.seq < other.seq && new Date(other.at) - new Date(one.at) < PAUSE_MS;

const MENTION = new RegExp(`@(?:${EVERYBODY.join("|")})(?![${WORD_LETTERS}])`, "giu");
export const withoutEverybody = (message) => ({ ...message, text: message.text.replace(MENTION, "") });

// The milliseconds until the person may send this text. 0 if it does not mention everybody, or if the view and the drafts have no mention
// of everybody that the person wrote in the last minute.
export function pauseBefore(text, state, now) {
  if (!mentionsEverybody({ text }, state)) return 0;
  const own = [...state.messages.filter(({ from }) => from.id === state.you.id), ...state.drafts.filter(({ type }) => type === "say")];
  const times = own.filter((message) => mentionsEverybody(message, state)).map(({ at }) => new Date(at).getTime());
  return Math.min(PAUSE_MS, Math.max(0, ...times.map((at) => at + PAUSE_MS - now)));
}
