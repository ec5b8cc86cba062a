// Who joins, leaves, is renamed and types, and which of it the list reports between two messages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../client/state/state.js";
import { after, ANA, BO, connection, CY, from, message, namesOf, own, welcome } from "./support/frames.js";

const people = ({ joined = [], left = [], renamed = [], count = 2 }) => ({ type: "people", joined, left, renamed, count });
const joins = (person, count = 2) => people({ joined: [person], count });
const leaves = (person, count = 1) => people({ left: [person.id], count });
const rename = (person, name) => people({ renamed: [{ ...person, name }] });
const here = (...others) => welcome({ people: [ANA, ...others], count: 1 + others.length });

test("people join, leave and are renamed, and hearing of it twice changes nothing", () => {
  const both = after(welcome(), joins(BO), joins(BO));
  assert.deepEqual([both.people, both.count], [[ANA, BO], 2]);
  const later = apply(both, people({ left: ["ana"], renamed: [{ ...BO, name: "Bea" }], count: 1 }));
  assert.deepEqual([later.people, later.count], [[{ ...BO, name: "Bea" }], 1]);
});

test("what changes between two messages is reported in one place", () => {
  const { changes } = after(here(BO), message(1), joins(CY, 3), leaves(BO, 2), message(2), leaves(CY));
  assert.deepEqual(changes.map(({ after, joined, left }) => [after, namesOf(joined), namesOf(left)]), [[1, ["Cy"], ["Bo"]], [2, [], ["Cy"]]]);
});

const UNREPORTED = {
  "a person who leaves and comes back between two messages": [here(BO), leaves(BO), joins(BO)],
  "a person who joins and leaves between two messages": [here(), joins(BO), leaves(BO)],
  "a person who is here already, and one who was never named": [here(BO), people({ joined: [BO], left: ["cy"] })],
  "a person who becomes listed, or is listed no longer, in a room too large to list everybody":
    [{ ...here(BO), count: 300 }, people({ joined: [CY], left: ["bo"], count: 299 })],
  "a person renamed back to their name": [here(BO), rename(BO, "Bob"), rename(BO, "Bo")],
  "anything before a view that starts anew": [here(), joins(BO), welcome({ after: 40, head: 40 })],
};
for (const [what, frames] of Object.entries(UNREPORTED))
  test(`${what} is not reported`, () => assert.deepEqual(after(...frames).changes, []));

test("a person who reconnects a moment after us, as after a restart, has not joined; one who comes after two beats has", () => {
  const beat = { type: "beat", head: 1 };
  const back = after(here(BO, CY), welcome(), own(1), joins(BO));
  assert.deepEqual([back.changes, from(back, beat, joins(CY, 3)).changes], [[], []]);
  assert.deepEqual(namesOf(from(back, beat, beat, joins(CY, 3)).changes[0].joined), ["Cy"]);
});

test("a person who is expected stays so if the connection is lost again, and no longer than until they are back", () => {
  const back = after(here(BO, CY), welcome(), welcome(here(CY)));
  assert.deepEqual(namesOf(back.expected.people), ["Bo"]);
  const [left, joined] = from(back, joins(BO, 3), own(1), leaves(BO, 2), own(2), joins(BO, 3)).changes;
  assert.deepEqual([namesOf(left.left), namesOf(joined.joined)], [["Bo"], ["Bo"]]);
});

test("a new name is reported with the previous one, several as one, and our own like any other", () => {
  const { changes } = after(here(BO), rename(BO, "Bob"), rename(BO, "Bea"));
  assert.deepEqual(changes[0].renamed, [{ id: "bo", was: "Bo", name: "Bea" }]);
  const ours = after(welcome(), { type: "name", name: "Anna" }, people({ renamed: [{ ...ANA, name: "Anna" }], count: 1 }));
  assert.deepEqual(ours.changes[0].renamed, [{ id: "ana", was: "Ana", name: "Anna" }]);
});

test("a person types until they send, fall silent or leave, or the connection is lost; our own typing is not shown", () => {
  const typing = (person) => ({ type: "typing", from: person });
  const state = after(here(BO, CY), typing(ANA), typing(BO), typing(CY), typing(BO));
  assert.deepEqual(namesOf(state.typing), ["Bo", "Cy"]);
  const ends = [[message(1), ["Cy"]], [{ type: "silent", id: "cy" }, ["Bo"]], [leaves(BO, 2), ["Cy"]], [connection("waiting"), []]];
  for (const [frame, names] of ends) assert.deepEqual(namesOf(apply(state, frame).typing), names);
});
