// What a tab knows after each frame: placed once, in order, settled in place, and never with a hole.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, fresh, unread } from "../../client/state.js";

const ANA = { id: "ana", name: "Ana" };
const BO = { id: "bo", name: "Bo" };

const welcome = (more = {}) => ({
  type: "welcome", room: "lobby", greeting: "Welcome, Ana!", you: ANA, epoch: "one", after: 0, head: 0,
  people: [ANA], count: 1, limits: { text: 4000, name: 32 }, version: "v", ...more,
});
const message = (seq, draft = `d${seq}`, from = BO) =>
  ({ type: "message", seq, draft, from, text: `text ${seq}`, at: "2026-01-02T03:04:05.678Z" });
const told = (...frames) => frames.reduce(apply, fresh({ room: "lobby" }));
const numbers = ({ messages }) => messages.map(({ seq }) => seq);
const written = (draft) => ({ type: "draft", draft, text: draft, at: 1 });

test("messages stand in the order of their numbers, each once", () => {
  const state = told(welcome(), message(1), message(2), message(1), message(2), message(3));
  assert.deepEqual(numbers(state), [1, 2, 3]);
  assert.equal(state.last, 3);
});

test("a hole is never shown: the line is broken until it is made anew", () => {
  const state = told(welcome(), message(1), message(3));
  assert.deepEqual([numbers(state), state.last, state.broken], [[1], 1, true]);
  assert.equal(apply(state, welcome({ after: 1 })).broken, false);
});

test("a tab that comes back keeps its view when the rest follows it", () => {
  const state = told(welcome(), message(1), message(2), welcome({ after: 2, head: 3 }), message(3));
  assert.deepEqual(numbers(state), [1, 2, 3]);
});

test("a view starts anew where the welcome says, and can be read back from there", () => {
  const state = told(welcome(), message(1), welcome({ after: 40, head: 41 }), message(41));
  assert.deepEqual([numbers(state), state.after, state.earlier], [[41], 40, "more"]);
});

test("another epoch is another log, though its numbers fit", () => {
  const state = told(welcome(), message(1), welcome({ epoch: "two", after: 1, head: 1 }));
  assert.deepEqual([numbers(state), state.last], [[], 1]);
});

test("a draft settles when its own message comes back", () => {
  const state = told(welcome(), written("mine"), message(1, "mine", ANA));
  assert.deepEqual([state.drafts, numbers(state)], [[], [1]]);
});

test("a draft that became a message before this view settles and is not placed", () => {
  const state = told(welcome({ after: 50, head: 50 }), written("mine"), message(7, "mine", ANA));
  assert.deepEqual([state.drafts, numbers(state)], [[], []]);
});

test("a draft that came too fast stays on its way, any other refusal fails it until it is retried", () => {
  const refused = (code) => ({ type: "refused", draft: "mine", code, reason: "Because.", retry_ms: 5 });
  const waits = told(welcome(), written("mine"), refused("too_fast"));
  assert.equal(waits.drafts[0].state, "pending");
  const failed = apply(waits, refused("not_stored"));
  assert.deepEqual([failed.drafts[0].state, failed.drafts[0].refusal.reason], ["failed", "Because."]);
  assert.equal(apply(failed, { type: "retry", draft: "mine" }).drafts[0].state, "pending");
  assert.deepEqual(apply(failed, { type: "delete", draft: "mine" }).drafts, []);
});

test("an earlier page joins the view only where it fits", () => {
  const state = told(welcome({ after: 2, head: 3 }), message(3));
  const page = (epoch, ...messages) => apply(state, { type: "earlier", epoch, messages });
  const whole = page("one", message(1), message(2));
  assert.deepEqual([numbers(whole), whole.earlier], [[1, 2, 3], "none"]);
  assert.deepEqual(numbers(page("one", message(1))), [3]);
  assert.deepEqual(numbers(page("two", message(1), message(2))), [3]);
  assert.equal(page("one").earlier, "none");
});

test("a trimmed view can be read back again", () => {
  const state = apply(told(welcome(), message(1), message(2), message(3)), { type: "trim", keep: 1 });
  assert.deepEqual([numbers(state), state.after, state.earlier], [[3], 2, "more"]);
});

test("two beats ahead of a standing view say that something got lost", () => {
  const beat = { type: "beat", head: 2 };
  assert.equal(told(welcome(), message(1), beat).broken, false);
  assert.equal(told(welcome(), message(1), beat, beat).broken, true);
  assert.equal(told(welcome(), message(1), beat, message(2), beat).broken, false);
});

test("people come, go and are renamed, and hearing it twice changes nothing", () => {
  const news = { type: "people", joined: [BO], left: [], renamed: [], count: 2 };
  const both = told(welcome(), news, news);
  assert.deepEqual([both.people, both.count], [[ANA, BO], 2]);
  const bea = { id: "bo", name: "Bea" };
  const later = apply(both, { type: "people", joined: [], left: ["ana"], renamed: [bea], count: 1 });
  assert.deepEqual([later.people, later.count], [[bea], 1]);
});

test("a new name shows at once, and the old one is back when it is refused", () => {
  const asked = told(welcome(), { type: "name", name: "admin" });
  assert.equal(asked.you.name, "admin");
  const refused = apply(asked, { type: "refused", code: "bad_name", reason: "No." });
  assert.deepEqual([refused.you, refused.naming.reason], [ANA, "No."]);
});

test("the reason why a name was refused stays when the room is told that we are here, and at any other refusal", () => {
  const reason = { type: "refused", code: "bad_name", reason: "No." };
  const refused = told(welcome(), { type: "name", name: "admin" }, reason);
  const introduced = apply(refused, { type: "people", joined: [ANA], left: [], renamed: [], count: 1 });
  assert.equal(introduced.naming.reason, "No.");
  assert.deepEqual(apply(refused, { type: "refused", code: "bad_frame", reason: "What?" }).you, ANA);
});

test("what others said since somebody looked is unread; history and our own words are not", () => {
  const state = told(welcome({ head: 2 }), message(1), message(2), message(3), message(4, "mine", ANA));
  assert.equal(unread(state), 1);
  assert.equal(unread(apply(state, { type: "seen" })), 0);
});

test("a frame of a later server, or one named like a part of an object, changes nothing", () => {
  const state = told(welcome());
  for (const type of ["wave", "constructor", "__proto__"]) assert.equal(apply(state, { type }), state);
});
