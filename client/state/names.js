// The names known in the room, as a part of the state: also those of people who have left. Pure.

const MAX_NAMES = 300;

// Each is known since a message, and 0 is before all of them: what a message mentions does not change with who joins later.
export const namesOf = (stored) =>
  (Array.isArray(stored) ? stored : []).filter((name) => typeof name === "string").slice(-MAX_NAMES).map((name) => ({ name, since: 0 }));

export function withNames(state, people, since) {
  const added = people.filter(({ name }) => !state.names.some((known) => known.name === name)).map(({ name }) => ({ name, since }));
  return added.length === 0 ? state : { ...state, names: [...state.names, ...added].slice(-MAX_NAMES) };
}
