// The part of the state about people: who is in the room, joined, left, was renamed or is typing. Pure.

// An item of `changes`, { after, joined, left, renamed, topics }, holds what happened after the message with the seq `after`: who
// joined, left or was renamed, and new topics. The list shows an item below that message. `expected` are people who were here when
// this tab lost its connection: after a restart of the server they may reconnect later than this tab, and this is not reported as
// joining.
export const noPresence = { people: [], count: 0, typing: [], changes: [], expected: { people: [], beats: 0 } };

const MAX_CHANGES = 100; // items kept; a view seldom has as many
const EARLY_MS = 3_000; // how far before the latest message `placeOf` looks for messages of a person whose join is reported late
const EXPECTED_BEATS = 2; // people are expected for two beats: 20 to 40 s, longer than a tab takes to reconnect

export const presence = {
  people(state, { joined, left, renamed, count }) {
    const people = new Map(state.people.map((person) => [person.id, person]));
    for (const person of [...joined, ...renamed]) people.set(person.id, person);
    for (const id of left) people.delete(id);
    const expected = { ...state.expected, people: without(state.expected.people, joined.map(({ id }) => id)) };
    const next = { ...state, people: [...people.values()], count, typing: without(state.typing, left), expected };
    return { ...withOwnName(next, [...joined, ...renamed]), changes: changesAfter(state, next, { joined, left, renamed }) };
  },

  // Keeps the order in which people began to type.
  typing(state, { from }) {
    if (from.id === state.you.id) return state;
    const isKnown = nameIn(state.typing, from.id) !== undefined;
    return { ...state, typing: isKnown ? state.typing.map((person) => (person.id === from.id ? from : person)) : [...state.typing, from] };
  },

  // A person stops typing by sending a message, or after a while without a typing frame.
  stoppedTyping: (state, { id }) =>
    state.typing.some((person) => person.id === id) ? { ...state, typing: without(state.typing, [id]) } : state,
};

// The people who were here before and are not among `people`, the people in the welcome.
export function peopleToExpect(state, people) {
  const missing = [...state.people, ...state.expected.people].filter(({ id }) => nameIn(people, id) === undefined);
  return { people: missing, beats: EXPECTED_BEATS };
}

export const expectedAfterBeat = ({ people, beats }) => (beats > 1 ? { people, beats: beats - 1 } : noPresence.expected);

// The rows of the list that report changes, in order; `after` is the seq of the message above the row. Joining and leaving are left out
// if the person turned them off in the settings.
export function changeRows({ changes, settings }) {
  const wanted = settings.moves === false ? changes.map((item) => ({ ...item, joined: NOBODY, left: NOBODY })) : changes;
  return wanted.filter((item) => !isEmpty(item)).map((item) => ({ kind: "changes", key: `changes ${item.after}`, ...item }));
}

const NOBODY = [];

const nameIn = (people, id) => people.find((person) => person.id === id)?.name;

const without = (people, ids) => (people.length > 0 ? people.filter(({ id }) => !ids.includes(id)) : people);

// Whether everybody in the room is in `people`. The server lists only the first people of a large room: there, being listed is
// not joining, and no longer being listed is not leaving.
const isComplete = ({ people, count }) => people.length === count;

const unchangedAfter = (after) => ({ after, joined: [], left: [], renamed: [], topics: [] });

// The changes with a new topic of the room.
export function changesWithTopic({ changes, latest }, topic) {
  const item = changes.findLast(({ after }) => after === latest) ?? unchangedAfter(latest);
  return [...changes.filter((other) => other !== item), { ...item, topics: [...item.topics, topic] }].slice(-MAX_CHANGES);
}

function changesAfter(state, next, { joined, left, renamed }) {
  const isReported = isComplete(state) && isComplete(next);
  const early = isReported ? joined.filter((person) => placeOf(person, state) < state.latest) : NOBODY;
  const before = early.reduce((changes, person) => changedAt(changes, placeOf(person, state), (item) => withMoves(item, state, [person], NOBODY)), state.changes);
  const others = without(joined, early.map(({ id }) => id));
  return changedAt(before, state.latest, (item) => ({
    ...(isReported ? withMoves(item, state, others, left) : item),
    // A person renamed soon after joining is only in `joined`, under the new name.
    renamed: [...joined, ...renamed].reduce((list, person) => withRename(list, state, person), item.renamed),
  })).slice(-MAX_CHANGES);
}

// The seq of the message after which a person joined. The server reports a join up to two seconds late: messages that the person wrote
// before the report came belong below the join in the list.
function placeOf({ id }, { messages, changes, head, latest }) {
  const since = changes.findLast(({ left }) => nameIn(left, id) !== undefined)?.after ?? head;
  const now = new Date(messages.at(-1)?.at);
  const first = messages.findIndex(({ seq, from, at }) => seq > since && from.id === id && now - new Date(at) < EARLY_MS);
  return first < 0 ? latest : messages[first - 1]?.seq ?? messages[first].seq - 1;
}

// The changes, in order; the item of the message with the seq `after` is replaced by what `change(item)` returns.
function changedAt(changes, after, change) {
  const item = changes.find((one) => one.after === after) ?? unchangedAfter(after);
  const changed = change(item);
  const others = changes.filter((one) => one !== item);
  const at = others.findLastIndex((one) => one.after < after) + 1;
  return isEmpty(changed) ? others : [...others.slice(0, at), changed, ...others.slice(at)];
}

// Adds the people who joined or left. A person who joins and leaves between two messages is not reported, nor is an expected person who
// reconnects.
function withMoves(item, { people, expected }, joined, left) {
  const came = joined.filter(({ id }) => nameIn(people, id) === undefined && nameIn(expected.people, id) === undefined);
  const went = left.map((id) => ({ id, name: nameIn(people, id) })).filter(({ name }) => name !== undefined);
  const isIn = (list) => ({ id }) => list.some((person) => person.id === id);
  return {
    ...item,
    joined: [...item.joined, ...came.filter((person) => !isIn(item.left)(person))].filter((person) => !isIn(went)(person)),
    left: [...item.left, ...went.filter((person) => !isIn(item.joined)(person))].filter((person) => !isIn(came)(person)),
  };
}

// Adds a rename. Several renames of a person between two messages are reported as one rename, or not at all if the person has the former
// name again.
function withRename(list, { people }, { id, name }) {
  const before = list.find((person) => person.id === id);
  const was = before?.was ?? nameIn(people, id);
  const others = before ? without(list, [id]) : list;
  return was === undefined || was === name ? others : [...others, { id, was, name }];
}

const isEmpty = ({ joined, left, renamed, topics }) => joined.length + left.length + renamed.length + topics.length === 0;

// Takes over the name of this person if the server reports it, in `renamed` or, soon after joining, in `joined`. While a rename waits for
// its answer, a report of the former name is out of date.
function withOwnName(state, named) {
  const you = named.find(({ id }) => id === state.you.id);
  if (!you || you.name === state.rename?.previous?.name) return state;
  const rename = state.rename?.previous ? null : state.rename; // the reason of a refusal stays visible
  return { ...state, you: { ...state.you, ...you }, rename };
}
