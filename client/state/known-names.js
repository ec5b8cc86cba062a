// The part of the state about the names known in the room, including those of people who have left. Pure.

const MAX_NAMES = 300;

// The names stored by an earlier page, as known before every message (`since` 0). `since` is the last seq when a name became
// known: a person who joins later must not change what earlier messages mention.
export const namesOf = (stored) =>
  (Array.isArray(stored) ? stored : []).filter((name) => typeof name === "string").slice(-MAX_NAMES).map((name) => ({ name, since: 0 }));

export function withNames(state, people, since) {
  const added = people.filter(({ name }) => !state.names.some((known) => known.name === name)).map(({ name }) => ({ name, since }));
  return added.length === 0 ? state : { ...state, names: [...state.names, ...added].slice(-MAX_NAMES) };
}
