// The people of the room, as a part of the state: here, joined, left, renamed, typing. Pure.

// `changes` is what the list reports between two messages: one entry for each message after which something changed.
// `expected` people were here when the connection was lost and may reconnect later than we did, as after a restart.
export const noPresence = { people: [], count: 0, typing: [], changes: [], expected: { people: [], beats: 0 } };

const MAX_CHANGES = 100; // entries kept; a view seldom has as many
const EXPECTED_BEATS = 2; // 20 to 40 s, longer than a tab takes to reconnect

export const presence = {
  people(state, { joined, left, renamed, count }) {
    const people = new Map(state.people.map((person) => [person.id, person]));
    for (const person of [...joined, ...renamed]) people.set(person.id, person);
    for (const id of left) people.delete(id);
    const expected = { ...state.expected, people: without(state.expected.people, joined.map(({ id }) => id)) };
    const next = { ...state, people: [...people.values()], count, typing: without(state.typing, left), expected };
    return { ...withOwnName(next, [...joined, ...renamed]), changes: changesAfter(state, next, { joined, left, renamed }) };
  },

  // In the order in which they began to type.
  typing(state, { from }) {
    if (from.id === state.you.id) return state;
    const isKnown = nameIn(state.typing, from.id) !== undefined;
    return { ...state, typing: isKnown ? state.typing.map((person) => (person.id === from.id ? from : person)) : [...state.typing, from] };
  },

  // A person stops typing by sending a message, or after a while without a typing frame.
  silent: (state, { id }) =>
    state.typing.some((person) => person.id === id) ? { ...state, typing: without(state.typing, [id]) } : state,
};

// `people` are here according to the welcome.
export function peopleToExpect(state, people) {
  const missing = [...state.people, ...state.expected.people].filter(({ id }) => nameIn(people, id) === undefined);
  return { people: missing, beats: EXPECTED_BEATS };
}

export const expectedAfterBeat = ({ people, beats }) => (beats > 1 ? { people, beats: beats - 1 } : noPresence.expected);

// The rows of the list that report changes, by the seq they follow. Joining and leaving is left out if the person wants so.
export function changeRows({ changes, settings }) {
  const wanted = settings.moves === false ? changes.map((entry) => ({ ...entry, joined: NOBODY, left: NOBODY })) : changes;
  const rows = wanted.filter((entry) => !isEmpty(entry)).map((entry) => ({ kind: "changes", key: `changes ${entry.after}`, ...entry }));
  return new Map(rows.map((row) => [row.after, row]));
}

const NOBODY = [];

const nameIn = (people, id) => people.find((person) => person.id === id)?.name;

const without = (people, ids) => (people.length > 0 ? people.filter(({ id }) => !ids.includes(id)) : people);

// A large room lists only its first people: becoming one of them is not joining, and no longer being listed is not leaving.
const isComplete = ({ people, count }) => people.length === count;

function changesAfter(state, next, { joined, left, renamed }) {
  const last = state.changes.at(-1);
  const entry = last?.after === state.last ? last : { after: state.last, joined: [], left: [], renamed: [] };
  const moved = isComplete(state) && isComplete(next) ? withMoves(entry, state, joined, left) : entry;
  const changed = { ...moved, renamed: renamed.reduce((list, person) => withRename(list, state, person), entry.renamed) };
  const others = last === entry ? state.changes.slice(0, -1) : state.changes;
  return isEmpty(changed) ? others : [...others, changed].slice(-MAX_CHANGES);
}

// Joining and leaving between the same two messages cancel out, and so does reconnecting after the room was restarted.
function withMoves(entry, { people, expected }, joined, left) {
  const came = joined.filter(({ id }) => nameIn(people, id) === undefined && nameIn(expected.people, id) === undefined);
  const went = left.map((id) => ({ id, name: nameIn(people, id) })).filter(({ name }) => name !== undefined);
  const isIn = (list) => ({ id }) => list.some((person) => person.id === id);
  return {
    ...entry,
    joined: [...entry.joined, ...came.filter((person) => !isIn(entry.left)(person))].filter((person) => !isIn(went)(person)),
    left: [...entry.left, ...went.filter((person) => !isIn(entry.joined)(person))].filter((person) => !isIn(came)(person)),
  };
}

// Several renames of a person between two messages are reported as one, and none if the name ends as it was.
function withRename(list, { people }, { id, name }) {
  const before = list.find((person) => person.id === id);
  const was = before?.was ?? nameIn(people, id);
  const others = before ? without(list, [id]) : list;
  return was === undefined || was === name ? others : [...others, { id, was, name }];
}

const isEmpty = ({ joined, left, renamed }) => joined.length + left.length + renamed.length === 0;

// The server may report our own name, also in `joined` if we renamed soon after joining. The name we are just giving up
// is out of date. The greeting contains the previous name, so it is dropped until the next welcome.
function withOwnName(state, named) {
  const you = named.find(({ id }) => id === state.you.id);
  if (!you || you.name === state.rename?.previous?.name) return state;
  const rename = state.rename?.previous ? null : state.rename; // the reason of a refusal stays until the next try
  return { ...state, you, rename, greeting: you.name === state.you.name ? state.greeting : "" };
}
