// The rows of the list: which messages are grouped, where a day begins, and which row a draft keeps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../client/list/rows.js";
import { namesOf } from "../../client/state/names.js";
import { fresh } from "../../client/state/state.js";
import { after, ANA, BO, from, message, welcome } from "./support/frames.js";

const at = (hour, minute, day = 1) => new Date(2026, 0, day, hour, minute);
const said = (seq, from = BO, time = at(9, 0), more = {}) => message(seq, { from, at: time.toISOString(), ...more });
const draft = (id, state = "pending", time = at(9, 0)) => ({ id, text: "", at: +time, state });
const view = (messages, more = {}) => ({ ...fresh({ room: "lobby" }), you: ANA, epoch: "one", messages, ...more });
const messageRows = (state) => rows(state).filter(({ kind }) => kind === "message");
const shown = (...of) => messageRows(view(...of));

// The rows in short: a message as its number, with ">" if it continues a group; a draft as its id; any other as its key.
const short = ({ kind, key, message, continues }) => (kind === "message" ? `${continues ? ">" : ""}${message.seq ?? message.draft}` : key);

const MINE = draft("mine", "pending", at(9, 1));
const LISTS = {
  "messages of one person and name less than five minutes apart are grouped": [
    [[BO, 0], [BO, 4], [BO, 9], [ANA, 9], [{ ...ANA, name: "Anna" }, 9]].map(([from, minute], index) => said(index + 1, from, at(9, minute))), {},
    "beginning, day 2026-01-01, 1, >2, 3, 4, 5",
  ],
  "a day is named once, and a draft from a clock that is behind does not bring it back": [
    [said(1, BO, at(23, 58)), said(2, BO, at(0, 1, 2))], { drafts: [draft("mine", "pending", at(23, 59))] },
    "beginning, day 2026-01-01, 1, day 2026-01-02, 2, mine",
  ],
  "the divider is before the first unread message, which begins a group":
    [[said(1), said(2), said(3)], { unread: { from: 2, count: 2 } }, "beginning, day 2026-01-01, 1, unread, 2, >3"],
  "changes stand between two messages, and end a group":
    [[said(1), said(2)], { changes: [{ after: 1, joined: [ANA], left: [], renamed: [] }] }, "beginning, day 2026-01-01, 1, changes 1, 2"],
  "drafts are last": [[said(1, ANA)], { drafts: [MINE] }, "beginning, day 2026-01-01, 1, >mine"],
  "drafts are not shown in the middle of the history": [[said(1)], { drafts: [MINE], later: "more" }, "beginning, day 2026-01-01, 1, end"],
  "before the first welcome, drafts are all there is": [[], { drafts: [MINE], epoch: null }, "day 2026-01-01, mine"],
};
for (const [claim, [messages, more, wanted]] of Object.entries(LISTS))
  test(claim, () => assert.equal(rows(view(messages, more)).map(short).join(", "), wanted));

test("a draft is our own, and its message keeps its row", () => {
  for (const [row] of [shown([], { drafts: [MINE] }), shown([said(2, ANA, at(9, 0), { draft: "mine" })])])
    assert.deepEqual([row.key, row.isOwn], ["draft mine", true]);
});

test("the id of a draft is never the key of another row, whatever it is, also not if it comes twice", () => {
  const ids = ["beginning", "unread", "end", "day", "changes", "__proto__", "constructor", "toString", "day"];
  const list = ids.map((draft, index) => said(index + 1, BO, at(9, 0), { draft }));
  const changes = [{ after: 2, joined: [ANA], left: [], renamed: [] }];
  const all = rows(view(list, { later: "more", unread: { from: 3, count: 6 }, changes }));
  assert.deepEqual(new Set(all.map(({ kind }) => kind)), new Set(["beginning", "day", "message", "changes", "unread", "end"]));
  assert.equal(new Set(all.map(({ key }) => key)).size, all.length);
});

test("only the message that the address names is highlighted", () => {
  for (const isHighlighted of [true, false])
    assert.deepEqual(shown([said(1), said(2)], { target: { seq: 2, isHighlighted } }).map(({ isTarget }) => isTarget), [false, isHighlighted]);
});

test("what a message mentions does not change with who is here", () => {
  const maria = { id: "maria", name: "Ana Maria" };
  const joins = { type: "people", joined: [maria], left: [], renamed: [], count: 2 };
  const leaves = { type: "people", joined: [], left: ["maria"], renamed: [], count: 1 };
  const says = (seq) => message(seq, { text: "Ask @Ana Maria" });
  const mentions = (...frames) => messageRows(after(...frames)).map(({ mentionsYou }) => mentionsYou);
  assert.deepEqual(mentions(welcome(), says(1), joins, says(2), leaves, says(3)), [true, false, false]);
  assert.deepEqual(mentions(welcome({ people: [ANA, maria], count: 2 }), says(1), leaves, says(2)), [false, false]);
  assert.deepEqual(mentions(welcome(), message(1, { from: maria }), says(2)), [false, false]);
  assert.equal(messageRows(from(fresh({ room: "lobby", names: namesOf(["Ana Maria", 1]) }), welcome(), says(1)))[0].mentionsYou, false);
});

test("a reason that holds for several drafts is shown once, under the last, and each failure under its draft", () => {
  const statuses = (more, ...drafts) => shown([], { drafts, ...more }).map(({ status }) => status);
  assert.deepEqual(statuses({}, draft("a"), draft("b", "slow")), [null, "slow"]);
  assert.deepEqual(statuses({ isThrottled: true }, draft("a", "failed"), draft("b"), draft("c")), ["failed", null, "throttled"]);
  assert.deepEqual(statuses({ isThrottled: true, outage: "lost" }, draft("a"), draft("b")), [null, "offline"]);
});

test("a draft that did not change has the same row, so it is not drawn again", () => {
  const [[one], [other]] = [shown([], { drafts: [MINE] }), shown([], { drafts: [MINE] })];
  assert.equal(one.message, other.message);
});
