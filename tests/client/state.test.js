// What a tab knows after each frame: placed once, in order, settled in place, and never with a hole.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, fresh } from "../../client/state/state.js";
import { MOST } from "../../client/state/view.js";

const ANA = { id: "ana", name: "Ana" };
const BO = { id: "bo", name: "Bo" };

const welcome = (more = {}) => ({
  type: "welcome", room: "lobby", greeting: "Welcome, Ana!", you: ANA, epoch: "one", after: 0, head: 0,
  people: [ANA], count: 1, limits: { text: 4000, name: 32 }, version: "v", ...more,
});
const message = (seq, draft = `d${seq}`, from = BO) =>
  ({ type: "message", seq, draft, from, text: `text ${seq}`, at: "2026-01-02T03:04:05.678Z" });
const told = (...frames) => frames.reduce(apply, fresh({ room: "lobby" }));
const run = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => message(first + index));
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
  const page = (epoch, ...messages) => apply(state, { type: "earlier", from: state.after, epoch, messages });
  const whole = page("one", message(1), message(2));
  assert.deepEqual([numbers(whole), whole.earlier], [[1, 2, 3], "none"]);
  assert.deepEqual(numbers(page("one", message(1))), [3]);
  assert.deepEqual(numbers(page("two", message(1), message(2))), [3]);
  assert.equal(page("one").earlier, "none");
});

test("a page of another log, or one that does not join the view, has failed: nobody asks for it again but who reads", () => {
  const back = apply(apply(told(welcome({ after: 50, head: 90 })), { type: "seek", seq: 20 }), { type: "around", seq: 20, epoch: "one", messages: run(11, 30) });
  const answered = (type, from, epoch, ...messages) =>
    [{ type: "reading", side: type }, { type, from, epoch, messages }].reduce(apply, back)[type];
  assert.deepEqual([answered("earlier", 10, "two", ...run(1, 10)), answered("later", 30, "two", ...run(31, 40))], ["failed", "failed"]);
  assert.equal(answered("earlier", 10, "one", ...run(1, 5)), "failed");
  const anew = [{ type: "reading", side: "earlier" }, welcome({ epoch: "two", after: 7, head: 9 }), { type: "earlier", from: 10, epoch: "one", messages: run(1, 10) }];
  assert.equal(anew.reduce(apply, back).earlier, "more");
});

const away = (isAway) => ({ type: "attention", isAway });
const ends = ({ messages, earlier, later }) => [messages[0]?.seq, messages.at(-1)?.seq, earlier, later];

test("a view that follows the end is trimmed at its start and can be read back again", () => {
  const state = apply(told(welcome(), ...run(1, MOST)), { type: "trim" });
  assert.deepEqual([...ends(state), state.after], [151, 300, "more", "none", 150]);
  assert.deepEqual(ends(apply(state, { type: "earlier", from: state.after, epoch: "one", messages: run(101, 150) })), [101, 300, "more", "none"]);
});

test("a view that does not follow the end grows no further than its bound, and goes on from there without a hole", () => {
  const full = told(welcome(), away(true), ...run(1, 1_000));
  assert.deepEqual([...ends(full), full.last, full.unread], [1, MOST, "none", "more", 1_000, { from: 1, count: 1_000 }]);
  const next = apply(full, { type: "later", from: MOST, epoch: "one", messages: run(MOST + 1, MOST + 50) });
  assert.deepEqual(ends(next), [51, MOST + 50, "more", "more"]);
});

test("who follows the end while away keeps the first message they missed, for as long as there is room", () => {
  const trimming = (state, message) => apply(apply(state, message), { type: "trim" });
  const missed = run(101, 1_000).reduce(trimming, told(welcome({ head: 100 }), ...run(1, 100), away(true)));
  assert.deepEqual([...ends(missed), missed.unread], [101, 100 + MOST, "more", "more", { from: 101, count: 900 }]);
  const there = run(101, 1_000).reduce(trimming, told(welcome({ head: 100 }), ...run(1, 100)));
  assert.deepEqual(ends(there).slice(1), [1_000, "more", "none"]);
});

test("who reads far back keeps as much of the end as there is room for, and comes back without a hole", () => {
  const full = told(welcome({ after: 500, head: 800 }), ...run(501, 800));
  const back = apply(full, { type: "earlier", from: full.after, epoch: "one", messages: run(451, 500) });
  assert.deepEqual(ends(back), [451, 750, "more", "more"]);
  const meanwhile = apply(back, message(801));
  assert.deepEqual([...ends(meanwhile), meanwhile.last], [451, 750, "more", "more", 801]);
  const nearly = apply(meanwhile, { type: "later", from: 750, epoch: "one", messages: run(751, 800) });
  assert.deepEqual(ends(nearly), [501, 800, "more", "more"]);
  const there = apply(nearly, { type: "later", from: 800, epoch: "one", messages: run(801, 802) });
  assert.deepEqual(ends(there), [503, 802, "more", "none"]);
  assert.deepEqual(ends([{ type: "trim" }, message(802), message(803)].reduce(apply, there)), [653, 803, "more", "none"]);
});

test("a later page behind a hole begins the view anew, one of another log is left out", () => {
  const back = apply(apply(told(welcome({ after: 50, head: 90 })), { type: "seek", seq: 5 }), { type: "around", seq: 5, epoch: "one", messages: run(1, 30) });
  assert.deepEqual(ends(apply(back, { type: "later", from: 30, epoch: "one", messages: run(60, 70) })), [60, 70, "more", "none"]);
  assert.deepEqual(ends(apply(back, { type: "later", from: 30, epoch: "two", messages: run(31, 40) })), [1, 30, "none", "more"]);
});

test("a page that was asked for before the view moved belongs nowhere", () => {
  const back = apply(apply(told(welcome({ after: 50, head: 90 })), { type: "seek", seq: 5 }), { type: "around", seq: 5, epoch: "one", messages: run(1, 30) });
  assert.deepEqual(ends(apply(back, { type: "later", from: 50, epoch: "one", messages: run(51, 60) })), [1, 30, "none", "more"]);
  assert.deepEqual(ends(apply(back, { type: "earlier", from: 50, epoch: "one", messages: run(31, 50) })), [1, 30, "none", "more"]);
});

test("a message that is sought is shown with what is around it, or is said to be absent", () => {
  const asked = apply(told(welcome({ after: 50, head: 51 }), message(51)), { type: "seek", seq: 20, isMarked: true });
  const page = (messages, epoch = "one") => apply(asked, { type: "around", seq: 20, epoch, messages });
  assert.deepEqual(ends(page(run(5, 45))), [5, 45, "more", "more"]);
  assert.ok(page(run(21, 45)).sought.isAbsent && page(run(5, 45), "two").sought.isAbsent);
  assert.equal(apply(asked, { type: "around", seq: 19, epoch: "one", messages: run(5, 45) }), asked);
  assert.deepEqual(ends(apply(page(run(5, 45)), { type: "end" })), [undefined, undefined, "more", "none"]);
});

test("nobody is told any longer that a message is not here once it is", () => {
  const asked = apply(told(welcome({ after: 2, head: 3 }), message(3)), { type: "seek", seq: 4, isMarked: true });
  const absent = apply(asked, { type: "absent", seq: 4 });
  assert.deepEqual([absent.sought.isAbsent, apply(absent, message(4)).sought.isAbsent], [true, false]);
  const failed = apply(apply(asked, { type: "seek", seq: 1, isMarked: true }), { type: "absent", seq: 1 });
  const back = apply(failed, { type: "earlier", from: 2, epoch: "one", messages: run(1, 2) });
  assert.deepEqual([back.sought.isAbsent, back.sought.seq, back.sought.isMarked], [false, 1, true]);
});

test("a page may be as short as it likes: more is to be read until an empty one came, or the first and the last message", () => {
  const back = apply(apply(told(welcome({ after: 50, head: 90 })), { type: "seek", seq: 9 }), { type: "around", seq: 9, epoch: "one", messages: [message(9)] });
  const page = (type, from, ...messages) => ends(apply(back, { type, from, epoch: "one", messages }));
  assert.deepEqual(ends(back), [9, 9, "more", "more"]);
  assert.deepEqual([page("earlier", 8, message(8)), page("later", 9, message(10))], [[8, 9, "more", "more"], [9, 10, "more", "more"]]);
  assert.deepEqual(page("earlier", 8), [9, 9, "none", "more"]);
});

test("the line stands before the first message somebody missed, and moves only when they acted and missed another", () => {
  const missed = told(welcome(), message(1), away(true), message(2, "mine", ANA), message(3), message(4));
  assert.deepEqual(missed.unread, { from: 3, count: 2 });
  const back = [away(false), message(5)].reduce(apply, missed);
  assert.deepEqual(back.unread, { from: 3, count: 0 });
  assert.deepEqual([away(true), message(6), message(7)].reduce(apply, back).unread, { from: 6, count: 2 });
  for (const deed of [{ type: "read" }, written("mine")]) assert.deepEqual(apply(missed, deed).unread, { from: null, count: 0 });
});

test("what was there at the first welcome is no news, and what is read out is what others said last", () => {
  const state = told(welcome({ head: 2 }), away(true), ...run(1, 6), message(7, "mine", ANA));
  assert.deepEqual([state.unread, state.news.count], [{ from: 3, count: 4 }, 4]);
  assert.deepEqual(state.news.recent.map(({ seq }) => seq), [4, 5, 6]);
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
  assert.deepEqual([refused.you, refused.naming], [ANA, { refused: "bad_name", reason: "No.", wanted: "admin" }]);
});

test("the reason why a name was refused stays when the room is told that we are here, and at any other refusal", () => {
  const reason = { type: "refused", code: "bad_name", reason: "No." };
  const refused = told(welcome(), { type: "name", name: "admin" }, reason);
  const introduced = apply(refused, { type: "people", joined: [ANA], left: [], renamed: [], count: 1 });
  assert.equal(introduced.naming.refused, "bad_name");
  assert.deepEqual(apply(refused, { type: "refused", code: "bad_frame", reason: "What?" }).you, ANA);
});

test("what others said since somebody looked is unread; history and our own words are not", () => {
  const state = told(welcome({ head: 2 }), message(1), message(2), message(3), message(4, "mine", ANA));
  assert.equal(state.missed, 1);
  assert.equal(apply(state, { type: "seen" }).missed, 0);
});

test("a frame of a later server, or one named like a part of an object, changes nothing", () => {
  const state = told(welcome());
  for (const type of ["wave", "constructor", "__proto__"]) assert.equal(apply(state, { type }), state);
});
