// The part of the state about the names known in the room, including those of people who have left; and which messages mention
// this person. Pure.

import { EVERYBODY, isLonger, isMentioned } from "../text/mentions.js";
import { memoized } from "./memo.js";

const MAX_NAMES = 300;

// The names that an earlier page stored. They count as known before every message (`since` is 0). A message with a seq below `since` does
// not mention the name: a person who joins later must not change what earlier messages mention.
export const namesOf = (stored) =>
  (Array.isArray(stored) ? stored : []).filter((name) => typeof name === "string").slice(-MAX_NAMES).map((name) => ({ name, since: 0 }));

export function withNames(state, people, since) {
  const added = people.filter(({ name }) => !state.names.some((known) => known.name === name)).map(({ name }) => ({ name, since }));
  return added.length === 0 ? state : { ...state, names: [...state.names, ...added].slice(-MAX_NAMES) };
}

// The known names that begin with a name in `own` and are longer.
export const longerThan = (own, names) => names.filter((other) => own.some((name) => isLonger(other.name, name)));
const longerNames = memoized((names, { name, former }) => longerThan([name, ...former.map((one) => one.name), ...EVERYBODY], names));

// The names that mean the person in this message: the present name, former ones if the message is from before the rename, and those of
// everybody.
export const ownNames = ({ name, former }, { at }) =>
  [name, ...former.filter(({ until }) => new Date(at) < until).map((one) => one.name), ...EVERYBODY];

// Whether a message has an @name of this person, or mentions everybody. Keeps the result for each message, because the list is drawn
// much more often than a name becomes known.
const mentionCache = new WeakMap();
export function mentions(message, { names, you }) {
  const longer = longerNames(names, you);
  const before = mentionCache.get(message);
  if (before?.you === you && before.longer === longer) return before.isMentioned;
  const others = longer.filter(({ since }) => since <= message.seq).map((other) => other.name);
  const found = { you, longer, isMentioned: isMentioned(ownNames(you, message), message.text, others) };
  mentionCache.set(message, found);
  return found.isMentioned;
}
