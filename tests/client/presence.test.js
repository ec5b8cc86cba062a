// Who comes, goes, is renamed and types, and what of it is worth a line between two messages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, fresh } from "../../client/state/state.js";

const ANA = { id: "ana", name: "Ana" };
const BO = { id: "bo", name: "Bo" };
const CY = { id: "cy", name: "Cy" };

const welcome = (...others) => ({
  type: "welcome", room: "lobby", greeting: "Welcome, Ana!", you: ANA, epoch: "one", after: 0, head: 0,
  people: [ANA, ...others], count: 1 + others.length, limits: { text: 4000, name: 32 }, version: "v",
});
const news = ({ joined = [], left = [], renamed = [], count = 2 }) => ({ type: "people", joined, left, renamed, count });
const message = (seq, from = BO) => ({ type: "message", seq, draft: `d${seq}`, from, text: "", at: "2026-01-02T03:04:05.678Z" });
const told = (...frames) => frames.reduce(apply, fresh({ room: "lobby" }));
const names = (people) => people.map(({ name }) => name);

test("who comes and goes between two messages is told in one place", () => {
  const state = told(
    welcome(BO), message(1), news({ joined: [CY], count: 3 }), news({ left: ["bo"] }), message(2), news({ left: ["cy"], count: 1 }),
  );
  assert.deepEqual(state.changes.map(({ after }) => after), [1, 2]);
  assert.deepEqual([names(state.changes[0].joined), names(state.changes[0].left), names(state.changes[1].left)], [["Cy"], ["Bo"], ["Cy"]]);
});

test("who goes and comes back, or comes and goes, between two messages is no news", () => {
  assert.deepEqual(told(welcome(BO), news({ left: ["bo"], count: 1 }), news({ joined: [BO] })).changes, []);
  assert.deepEqual(told(welcome(), news({ joined: [BO] }), news({ left: ["bo"], count: 1 })).changes, []);
});

test("who is there already has not come, and who was never named has not gone", () => {
  assert.deepEqual(told(welcome(BO), news({ joined: [BO], left: ["cy"] })).changes, []);
});

test("in a room too large to name everybody nobody comes or goes by being named", () => {
  assert.deepEqual(told({ ...welcome(BO), count: 300 }, news({ joined: [CY], left: ["bo"], count: 299 })).changes, []);
});

test("who comes back a moment after us, as after a restart, has not come", () => {
  const back = told(welcome(BO, CY), welcome(), message(1, ANA), news({ joined: [BO] }));
  assert.deepEqual(back.changes, []);
  const beat = { type: "beat", head: 1 };
  assert.deepEqual([beat, news({ joined: [CY], count: 3 })].reduce(apply, back).changes, []);
  assert.deepEqual(names([beat, beat, news({ joined: [CY], count: 3 })].reduce(apply, back).changes[0].joined), ["Cy"]);
});

test("who is awaited stays so if the line is lost again, and no longer than until they are back", () => {
  const back = told(welcome(BO, CY), welcome(), welcome(CY));
  assert.deepEqual(names(back.awaited.people), ["Bo"]);
  const goes = [news({ joined: [BO], count: 3 }), message(1, ANA), news({ left: ["bo"] }), message(2, ANA), news({ joined: [BO], count: 3 })];
  const [left, joined] = goes.reduce(apply, back).changes;
  assert.deepEqual([names(left.left), names(joined.joined)], [["Bo"], ["Bo"]]);
});

test("a new name is told with the old one, several as one, and going back as none", () => {
  const rename = (name) => news({ renamed: [{ ...BO, name }] });
  const state = told(welcome(BO), rename("Bob"), rename("Bea"));
  assert.deepEqual(state.changes[0].renamed, [{ id: "bo", was: "Bo", name: "Bea" }]);
  assert.deepEqual(apply(state, rename("Bo")).changes, []);
});

test("our own new name is told like any other", () => {
  const state = told(welcome(), { type: "name", name: "Anna" }, news({ renamed: [{ ...ANA, name: "Anna" }], count: 1 }));
  assert.deepEqual(state.changes[0].renamed, [{ id: "ana", was: "Ana", name: "Anna" }]);
});

test("a view that starts anew has no old news", () => {
  const state = told(welcome(), news({ joined: [BO] }), { ...welcome(), after: 40, head: 40 });
  assert.deepEqual(state.changes, []);
});

test("who types is told until they say it, fall silent, go, or the line is lost", () => {
  const state = told(welcome(BO, CY), { type: "typing", from: BO }, { type: "typing", from: CY }, { type: "typing", from: BO });
  assert.deepEqual(names(state.typing), ["Bo", "Cy"]);
  assert.deepEqual(names(apply(state, message(1)).typing), ["Cy"]);
  assert.deepEqual(names(apply(state, { type: "silent", id: "cy" }).typing), ["Bo"]);
  assert.deepEqual(names(apply(state, news({ left: ["bo"] })).typing), ["Cy"]);
  assert.deepEqual(apply(state, { type: "connection", connection: "waiting" }).typing, []);
});

test("our own typing in another tab is not told to us", () => {
  assert.deepEqual(told(welcome(), { type: "typing", from: ANA }).typing, []);
});
