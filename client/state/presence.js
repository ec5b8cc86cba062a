// Who is here, who comes, goes, is renamed and types: a part of the state, and the frames that change it. Pure.

// `changes` is what the list tells between two messages: one entry for each message it follows.
// `awaited` were here when the line was lost, and may still be on their way back: after a restart everybody is.
export const nobody = { people: [], count: 0, typing: [], changes: [], awaited: { people: [], beats: 0 } };

const CHANGES_KEPT = 100;
const AWAITED_BEATS = 2; // at least the time between two beats, which is longer than a tab takes to come back

export const presence = {
  people(state, { joined, left, renamed, count }) {
    const people = new Map(state.people.map((person) => [person.id, person]));
    for (const person of [...joined, ...renamed]) people.set(person.id, person);
    for (const id of left) people.delete(id);
    const awaited = { ...state.awaited, people: without(state.awaited.people, joined.map(({ id }) => id)) };
    const now = { ...state, people: [...people.values()], count, typing: without(state.typing, left), awaited };
    return { ...calledAs(now, [...joined, ...renamed]), changes: told(state, now, { joined, left, renamed }) };
  },

  // In the order they began, whoever is told of again.
  typing(state, { from }) {
    if (from.id === state.you.id) return state;
    const isKnown = nameIn(state.typing, from.id) !== undefined;
    return { ...state, typing: isKnown ? state.typing.map((person) => (person.id === from.id ? from : person)) : [...state.typing, from] };
  },

  // A message, or a while without news: whoever typed has stopped.
  silent: (state, { id }) =>
    state.typing.some((person) => person.id === id) ? { ...state, typing: without(state.typing, [id]) } : state,
};

// A welcome names who is here now.
export function gathered(state, people) {
  const missing = [...state.people, ...state.awaited.people].filter(({ id }) => nameIn(people, id) === undefined);
  return { people: missing, beats: AWAITED_BEATS };
}

export const awaitedAtBeat = ({ people, beats }) => (beats > 1 ? { people, beats: beats - 1 } : nobody.awaited);

// A row for each place where there is something to tell; who comes and goes only for who wants to know.
export function changeRows({ changes, settings }) {
  const wanted = settings.moves === false ? changes.map((entry) => ({ ...entry, joined: NOBODY, left: NOBODY })) : changes;
  const rows = wanted.filter((entry) => !isNothing(entry)).map((entry) => ({ kind: "changes", key: `changes ${entry.after}`, ...entry }));
  return new Map(rows.map((row) => [row.after, row]));
}

const NOBODY = [];

const nameIn = (people, id) => people.find((person) => person.id === id)?.name;

const without = (people, ids) => (people.length > 0 ? people.filter(({ id }) => !ids.includes(id)) : people);

// A large room names only the first of its people: who becomes one of them has not come, and who stops has not gone.
const isListed = ({ people, count }) => people.length === count;

function told(state, now, { joined, left, renamed }) {
  const last = state.changes.at(-1);
  const here = last?.after === state.last ? last : { after: state.last, joined: [], left: [], renamed: [] };
  const moved = isListed(state) && isListed(now) ? movedIn(here, state, joined, left) : here;
  const entry = { ...moved, renamed: renamed.reduce((list, person) => renamedIn(list, state, person), here.renamed) };
  const others = last === here ? state.changes.slice(0, -1) : state.changes;
  return isNothing(entry) ? others : [...others, entry].slice(-CHANGES_KEPT);
}

// Who goes and comes back between two messages, or comes and goes, is no news; nor is who comes back as we did.
function movedIn(here, { people, awaited }, joined, left) {
  const came = joined.filter(({ id }) => nameIn(people, id) === undefined && nameIn(awaited.people, id) === undefined);
  const went = left.map((id) => ({ id, name: nameIn(people, id) })).filter(({ name }) => name !== undefined);
  const isIn = (list) => ({ id }) => list.some((person) => person.id === id);
  return {
    ...here,
    joined: [...here.joined, ...came.filter((person) => !isIn(here.left)(person))].filter((person) => !isIn(went)(person)),
    left: [...here.left, ...went.filter((person) => !isIn(here.joined)(person))].filter((person) => !isIn(came)(person)),
  };
}

// Several new names between two messages are one.
function renamedIn(list, { people }, { id, name }) {
  const before = list.find((person) => person.id === id);
  const was = before?.was ?? nameIn(people, id);
  const others = before ? without(list, [id]) : list;
  return was === undefined || was === name ? others : [...others, { id, was, name }];
}

const isNothing = ({ joined, left, renamed }) => joined.length + left.length + renamed.length === 0;

// Who renames soon after coming is told as somebody who joined. A name we are just giving up is old news.
// The greeting called us by the old name; the next welcome brings a new one.
function calledAs(state, named) {
  const you = named.find(({ id }) => id === state.you.id);
  if (!you || you.name === state.naming?.was?.name) return state;
  const naming = state.naming?.was ? null : state.naming; // the reason of a refusal stays until the next try
  return { ...state, you, naming, greeting: you.name === state.you.name ? state.greeting : "" };
}
