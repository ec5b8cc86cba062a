// What the list shows: who is grouped with whom, where a day begins, and which row a draft keeps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../client/list/rows.js";
import { fresh } from "../../client/state/state.js";

const ANA = { id: "ana", name: "Ana" };
const BO = { id: "bo", name: "Bo" };
const at = (day, hour, minute) => new Date(2026, 0, day, hour, minute).toISOString();
const message = (seq, from, when) => ({ seq, draft: `d${seq}`, from, text: "", at: when });
const view = (messages, drafts = []) => ({ ...fresh({ room: "lobby", drafts }), you: ANA, epoch: "one", messages });
const shown = (state) => rows(state).filter(({ kind }) => kind === "message");

test("messages of one person within five minutes stand under one name", () => {
  const spoken = [[BO, 0], [BO, 4], [BO, 9], [ANA, 9]];
  const list = spoken.map(([from, minute], index) => message(index + 1, from, at(1, 9, minute)));
  assert.deepEqual(shown(view(list)).map(({ continues }) => continues), [false, true, false, false]);
});

test("a renamed person begins a new group", () => {
  const list = [message(1, BO, at(1, 9, 0)), message(2, { ...BO, name: "Bea" }, at(1, 9, 1))];
  assert.equal(shown(view(list))[1].continues, false);
});

test("a day is named once, and a clock that is behind does not bring it back", () => {
  const late = { draft: "mine", text: "", at: +new Date(2026, 0, 1, 23, 59), state: "pending" };
  const list = [message(1, BO, at(1, 23, 58)), message(2, BO, at(2, 0, 1))];
  const days = rows(view(list, [late])).filter(({ kind }) => kind === "day").map(({ day }) => day);
  assert.deepEqual(days, ["2026-01-01", "2026-01-02"]);
});

test("a draft stands last, is our own, and its message keeps its row", () => {
  const draft = { draft: "mine", text: "", at: +new Date(2026, 0, 1, 9, 0), state: "pending" };
  const [, before] = shown(view([message(1, BO, at(1, 8, 0))], [draft]));
  const [, after] = shown(view([message(1, BO, at(1, 8, 0)), { ...message(2, ANA, at(1, 9, 0)), draft: "mine" }]));
  assert.deepEqual([before.key, before.own], ["draft mine", true]);
  assert.deepEqual([after.key, after.own], ["draft mine", true]);
});

test("no draft's id is the key of another row, whatever it is the name of", () => {
  const names = ["beginning", "unread", "end", "day", "changes", "__proto__", "constructor", "toString"];
  const list = names.map((draft, index) => ({ ...message(index + 1, BO, at(1, 9, 0)), draft }));
  const changes = [{ after: 2, joined: [ANA], left: [], renamed: [] }];
  const shown = rows({ ...view(list), later: "more", unread: { from: 3, count: 6 }, changes });
  assert.deepEqual(new Set(shown.map(({ kind }) => kind)), new Set(["beginning", "day", "message", "changes", "unread", "end"]));
  assert.equal(new Set(shown.map(({ key }) => key)).size, shown.length);
});

test("a draft's id that was said again, once its message was dropped from the log, has a row of its own", () => {
  const list = [280, 290, 301, 302].map((seq) => message(seq, BO, at(1, 9, 0)));
  const again = list.map((one) => (one.seq > 300 ? { ...one, draft: "d280" } : one));
  const keys = shown(view(again)).map(({ key }) => key);
  assert.deepEqual([keys[0], new Set(keys).size], ["draft d280", 4]);
});

test("the line stands before the first unread message, which begins a group", () => {
  const list = rows({ ...view([message(1, BO, at(1, 9, 0)), message(2, BO, at(1, 9, 1))]), unread: { from: 2, count: 1 } });
  assert.deepEqual(list.map(({ kind }) => kind), ["beginning", "day", "message", "unread", "message"]);
  assert.equal(list.at(-1).continues, false);
});

test("who reads further back sees no drafts, which would seem to stand there", () => {
  const draft = { draft: "mine", text: "", at: +new Date(2026, 0, 1, 9, 0), state: "pending" };
  const list = rows({ ...view([message(1, BO, at(1, 8, 0))], [draft]), later: "more" });
  assert.deepEqual(list.map(({ key }) => key), ["beginning", "day 2026-01-01", "draft d1", "end"]);
});

test("only the message that was asked for by its address is marked", () => {
  const state = view([message(1, BO, at(1, 9, 0)), message(2, BO, at(1, 9, 1))]);
  const marked = (sought) => shown({ ...state, sought }).map(({ marked }) => Boolean(marked));
  assert.deepEqual(marked({ seq: 2, isMarked: true }), [false, true]);
  assert.deepEqual(marked({ seq: 2, isMarked: false }), [false, false]);
});

test("what holds up several drafts is said once, under the last, and each failure where it is", () => {
  const draft = (id, state = "pending") => ({ draft: id, text: "", at: 1, state });
  const notes = (more, ...drafts) => shown({ ...view([], drafts), ...more }).map(({ note }) => note);
  assert.deepEqual(notes({}, draft("a"), draft("b", "slow")), [null, "slow"]);
  assert.deepEqual(notes({ haste: true }, draft("a", "failed"), draft("b"), draft("c")), ["failed", null, "held"]);
  assert.deepEqual(notes({ haste: true, trouble: "lost" }, draft("a"), draft("b")), [null, "waits"]);
});

test("a row that did not change is the same row", () => {
  const state = view([], [{ draft: "a", text: "", at: 1, state: "pending" }]);
  assert.equal(shown(state)[0].message, shown({ ...state })[0].message);
});
