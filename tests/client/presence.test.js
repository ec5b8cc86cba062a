// Who joins, leaves, is renamed and types, and which of it the list reports between two messages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AllPeople } from "../../client/people/all-people.js";
import { apply } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { Browser } from "./support/browser.js";
import { after, ANA, BO, connection, CY, message, namesOf, own, welcome } from "./support/frames.js";

const people = ({ joined = [], left = [], renamed = [], count = 2 }) => ({ type: "people", joined, left, renamed, count });
const joins = (person, count = 2) => people({ joined: [person], count });
const leaves = (person, count = 1) => people({ left: [person.id], count });
const rename = (person, name) => people({ renamed: [{ ...person, name }] });
const here = (...others) => welcome({ people: [ANA, ...others], count: 1 + others.length });
const beat = { type: "beat", head: 1 };

// The changes of a state in short: "1 +Cy -Bo Ana=Anna", for those after message 1.
const short = ({ after, joined, left, renamed }) =>
  [after, ...joined.map(({ name }) => `+${name}`), ...left.map(({ name }) => `-${name}`), ...renamed.map(({ was, name }) => `${was}=${name}`)].join(" ");

const RECONNECTED = [here(BO, CY), welcome(), own(1), joins(BO)];
const LOST_TWICE = [here(BO, CY), welcome(), welcome(here(CY)), joins(BO, 3), own(1), leaves(BO, 2), own(2), joins(BO, 3)];
const REPORTED = {
  "what changes between two messages is reported in one place":
    [[here(BO), message(1), joins(CY, 3), leaves(BO, 2), message(2), leaves(CY)], "1 +Cy -Bo", "2 -Cy"],
  "a person who writes before their joining is reported, and after their leaving, joined above what they wrote": [
    [here(BO), message(1), message(2, { from: CY }), message(3, { from: CY }), message(4), joins(CY, 3), leaves(CY, 2), message(5), message(6, { from: CY }), joins(CY, 3)],
    "1 +Cy", "4 -Cy", "5 +Cy",
  ],
  "a person who joins is reported below messages of theirs from before the welcome, and from long ago":
    [[{ ...here(BO), head: 1 }, message(1, { from: CY }), message(2, { from: CY, at: "2026-01-02T03:04:02.000Z" }), message(3), joins(CY, 3)], "3 +Cy"],
  "a person who leaves and comes back between two messages is not reported": [[here(BO), leaves(BO), joins(BO)]],
  "a person who joins and leaves between two messages is not reported": [[here(), joins(BO), leaves(BO)]],
  "a person who is here already, and one who was never named, is not reported": [[here(BO), people({ joined: [BO], left: ["cy"] })]],
  "in a room too large to list everybody, a person who becomes listed, or is listed no longer, is not reported":
    [[{ ...here(BO), count: 300 }, people({ joined: [CY], left: ["bo"], count: 299 })]],
  "a person renamed back to their name is not reported": [[here(BO), rename(BO, "Bob"), rename(BO, "Bo")]],
  "several new names of a person are reported as one": [[here(BO), rename(BO, "Bob"), rename(BO, "Bea")], "0 Bo=Bea"],
  "a person renamed before their joining was reported": [[here(BO), people({ joined: [{ ...BO, name: "Bob" }] })], "0 Bo=Bob"],
  "our own new name is reported like any other": [[here(), { type: "name", name: "Anna" }, rename(ANA, "Anna")], "0 Ana=Anna"],
  "nothing before a view that starts over is reported": [[here(), joins(BO), welcome({ after: 40, head: 40 })]],
  "a person who reconnects a moment after us, as after a restart, has not joined": [[...RECONNECTED, beat, joins(CY, 3)]],
  "a person who comes back after two beats has joined": [[...RECONNECTED, beat, beat, joins(CY, 3)], "1 +Cy"],
  "a person stays expected if the connection is lost again, and no longer than until they are back": [LOST_TWICE, "1 -Bo", "2 +Bo"],
};
for (const [claim, [frames, ...reports]] of Object.entries(REPORTED))
  test(claim, () => assert.deepEqual(after(...frames).changes.map(short), reports));

test("people join, leave and are renamed, and hearing of it twice changes nothing", () => {
  const state = after(welcome(), joins(BO), joins(BO), people({ left: ["ana"], renamed: [{ ...BO, name: "Bea" }], count: 1 }));
  assert.deepEqual([state.people, state.count], [[{ ...BO, name: "Bea" }], 1]);
});

test("a person types until they send, fall silent or leave, or the connection is lost; our own typing is not shown", () => {
  const typing = (person) => ({ type: "typing", from: person });
  const state = after(here(BO, CY), typing(ANA), typing(BO), typing(CY), typing(BO));
  const ends = [[beat, ["Bo", "Cy"]], [message(1), ["Cy"]], [{ type: "stoppedTyping", id: "cy" }, ["Bo"]], [leaves(BO, 2), ["Cy"]], [connection("waiting"), []]];
  for (const [frame, names] of ends) assert.deepEqual(namesOf(apply(state, frame).typing), names);
});

test("all people of a large room are loaded, also if the person enters it while those of another room load", async () => {
  new Browser();
  const store = new Store(after(welcome({ count: 300 })));
  const pages = { lobby: [BO], ops: [CY] };
  globalThis.fetch = async (address) => {
    const [, room] = /rooms\/(\w+)\/people/u.exec(address);
    if (store.state.room === "lobby") for (const frame of [{ type: "enter", room: "ops", names: [], drafts: [] }, welcome({ room: "ops", count: 300 })]) store.apply(frame);
    return Response.json({ people: pages[room] });
  };
  const all = new AllPeople({ store, changed() {} });
  await all.load();
  assert.deepEqual(all.in(store.state), [ANA, CY]);
});
