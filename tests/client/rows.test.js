// The rows of the list: which messages are grouped, where a day begins, and which row a draft keeps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../client/list/rows.js";
import { namesOf } from "../../client/state/names.js";
import { fresh } from "../../client/state/state.js";
import { after, ANA, BO, from, message, welcome } from "./support/frames.js";

const at = (hour, minute, day = 1) => new Date(2026, 0, day, hour, minute);
const said = (seq, from, time, more = {}) => message(seq, { from, at: time.toISOString(), ...more });
const draft = (id, state = "pending", time = at(9, 0)) => ({ id, text: "", at: +time, state });
const view = (messages, more = {}) => ({ ...fresh({ room: "lobby" }), you: ANA, epoch: "one", messages, ...more });
const shown = (state) => rows(state).filter(({ kind }) => kind === "message");

test("messages of one person and name less than five minutes apart are grouped", () => {
  const times = [[BO, 0], [BO, 4], [BO, 9], [ANA, 9], [{ ...ANA, name: "Anna" }, 9]];
  const list = times.map(([from, minute], index) => said(index + 1, from, at(9, minute)));
  assert.deepEqual(shown(view(list)).map(({ continues }) => continues), [false, true, false, false, false]);
});

test("a day is named once, and a draft from a clock that is behind does not bring it back", () => {
  const list = [said(1, BO, at(23, 58)), said(2, BO, at(0, 1, 2))];
  const days = rows(view(list, { drafts: [draft("mine", "pending", at(23, 59))] })).filter(({ kind }) => kind === "day");
  assert.deepEqual(days.map(({ day }) => day), ["2026-01-01", "2026-01-02"]);
});

test("a draft is last, is our own, and its message keeps its row", () => {
  const [, before] = shown(view([said(1, BO, at(8, 0))], { drafts: [draft("mine")] }));
  const [, settled] = shown(view([said(1, BO, at(8, 0)), said(2, ANA, at(9, 0), { draft: "mine" })]));
  for (const row of [before, settled]) assert.deepEqual([row.key, row.isOwn], ["draft mine", true]);
});

test("the id of a draft is never the key of another row, whatever it is", () => {
  const ids = ["beginning", "unread", "end", "day", "changes", "__proto__", "constructor", "toString"];
  const list = ids.map((draft, index) => said(index + 1, BO, at(9, 0), { draft }));
  const changes = [{ after: 2, joined: [ANA], left: [], renamed: [] }];
  const all = rows(view(list, { later: "more", unread: { from: 3, count: 6 }, changes }));
  assert.deepEqual(new Set(all.map(({ kind }) => kind)), new Set(["beginning", "day", "message", "changes", "unread", "end"]));
  assert.equal(new Set(all.map(({ key }) => key)).size, all.length);
});

test("the id of a draft that was sent again, after its message was dropped from the log, has a row of its own", () => {
  const list = [280, 290, 301, 302].map((seq) => said(seq, BO, at(9, 0), seq > 300 ? { draft: "d280" } : {}));
  const keys = shown(view(list)).map(({ key }) => key);
  assert.deepEqual([keys[0], new Set(keys).size], ["draft d280", 4]);
});

test("the divider is before the first unread message, which begins a group", () => {
  const list = rows(view([said(1, BO, at(9, 0)), said(2, BO, at(9, 1))], { unread: { from: 2, count: 1 } }));
  assert.deepEqual(list.map(({ kind }) => kind), ["beginning", "day", "message", "unread", "message"]);
  assert.equal(list.at(-1).continues, false);
});

test("what a message mentions does not change with who is here", () => {
  const maria = { id: "maria", name: "Ana Maria" };
  const joins = { type: "people", joined: [maria], left: [], renamed: [], count: 2 };
  const leaves = { type: "people", joined: [], left: ["maria"], renamed: [], count: 1 };
  const says = (seq) => message(seq, { text: "Ask @Ana Maria" });
  const mentions = (...frames) => shown(after(...frames)).map(({ mentionsYou }) => mentionsYou);
  assert.deepEqual(mentions(welcome(), says(1), joins, says(2), leaves, says(3)), [true, false, false]);
  assert.deepEqual(mentions(welcome({ people: [ANA, maria], count: 2 }), says(1), leaves, says(2)), [false, false]);
  assert.deepEqual(mentions(welcome(), message(1, { from: maria }), says(2)), [false, false]);
  assert.equal(shown(from(fresh({ room: "lobby", names: namesOf(["Ana Maria", 1]) }), welcome(), says(1)))[0].mentionsYou, false);
});

test("drafts are not shown in the middle of the history", () => {
  const list = rows(view([said(1, BO, at(8, 0))], { drafts: [draft("mine")], later: "more" }));
  assert.deepEqual(list.map(({ key }) => key), ["beginning", "day 2026-01-01", "draft d1", "end"]);
});

test("only the message that the address names is highlighted", () => {
  const list = [said(1, BO, at(9, 0)), said(2, BO, at(9, 1))];
  for (const isHighlighted of [true, false])
    assert.deepEqual(shown(view(list, { target: { seq: 2, isHighlighted } })).map(({ isTarget }) => isTarget), [false, isHighlighted]);
});

test("a reason that holds for several drafts is shown once, under the last, and each failure under its draft", () => {
  const statuses = (more, ...drafts) => shown(view([], { drafts, ...more })).map(({ status }) => status);
  assert.deepEqual(statuses({}, draft("a"), draft("b", "slow")), [null, "slow"]);
  assert.deepEqual(statuses({ isThrottled: true }, draft("a", "failed"), draft("b"), draft("c")), ["failed", null, "throttled"]);
  assert.deepEqual(statuses({ isThrottled: true, outage: "lost" }, draft("a"), draft("b")), [null, "offline"]);
});

test("a draft that did not change has the same row, so it is not drawn again", () => {
  const state = view([], { drafts: [draft("a")] });
  assert.equal(shown(state)[0].message, shown({ ...state })[0].message);
});
