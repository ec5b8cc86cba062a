// The rows of the list: which messages are grouped, where a day begins, and which row a draft keeps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../client/list/rows.js";
import { namesOf } from "../../client/state/known-names.js";
import { initialState } from "../../client/state/state.js";
import { unknownSeq } from "../../client/state/view.js";
import { after, ANA, BO, changing, CY, deletion, edit, from, message, own, reaction, refused, welcome } from "./support/frames.js";

const at = (hour, minute, day = 1) => new Date(2026, 0, day, hour, minute);
const said = (seq, from = BO, time = at(9, 0), more = {}) => message(seq, { from, at: time.toISOString(), ...more });
const draft = (id, state = "pending", time = at(9, 0)) => ({ id, type: "say", text: "", at: +time, state });
const view = (messages, more = {}) => ({ ...initialState({ room: "lobby" }), you: { ...ANA, former: [] }, epoch: "one", messages, ...more });
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
    [[said(1), said(2)], { changes: [{ after: 1, joined: [ANA], left: [], renamed: [], topics: [] }] }, "beginning, day 2026-01-01, 1, changes 1, 2"],
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
  const changes = [{ after: 2, joined: [ANA], left: [], renamed: [], topics: [] }];
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
  assert.equal(messageRows(from(initialState({ room: "lobby", names: namesOf(["Ana Maria", 1]) }), welcome(), says(1)))[0].mentionsYou, false);
});

test("a reason that holds for several drafts is shown once, under the last, and each failure under its draft", () => {
  const statuses = (more, ...drafts) => shown([], { drafts, ...more }).map(({ status }) => status);
  assert.deepEqual(statuses({}, draft("a"), draft("b", "slow")), [null, "slow"]);
  assert.deepEqual(statuses({ isThrottled: true }, draft("a", "failed"), draft("b"), draft("c")), ["failed", null, "throttled"]);
  assert.deepEqual(statuses({ isThrottled: true, outage: "lost" }, draft("a"), draft("b")), [null, "offline"]);
});

test("what did not change has the same row, so it is not drawn again", () => {
  const changes = [toggle("1", true), changing("edit", "edit", 1, { text: "New" })].map(({ draft }) => draft);
  const state = view([said(1, ANA), said(2, BO, at(9, 1), { reply: 1 })], { drafts: [...changes, MINE] });
  const [before, later] = [state, { ...state, drafts: [...state.drafts] }].map(messageRows);
  before.forEach((row, index) => Object.keys(row).forEach((key) => assert.equal(row[key], later[index][key], key)));
});

const SENT = Date.parse(own(1).at);
const rowsAfter = (...frames) => rows(after(welcome(), ...frames), SENT).filter(({ kind }) => kind === "message");
const thumb = (seq, from, on, count) => reaction(seq, 1, { from, on, count, emoji: "👍" });
const toggle = (id, on, emoji = "👍") => changing("react", id, 1, { emoji, on, at: Number(id) });

// Reactions in short: "👍2" by others, "👍2*" also by this person, and "?" if this is not settled.
const shortReactions = (...frames) =>
  rowsAfter(message(1), ...frames)[0].reactions.map(({ emoji, count, isMine, isPending }) => `${emoji}${count}${isMine ? "*" : ""}${isPending ? "?" : ""}`).join(" ");

const REACTIONS = {
  "reactions are counted, and one's own is marked": [[thumb(2, BO, true, 1), thumb(3, ANA, true, 2)], "👍2*"],
  "a reaction counts before it has settled": [[thumb(2, BO, true, 1), toggle("1", true), toggle("2", true, "🎉")], "👍2*? 🎉1*?"],
  "of one chosen and taken back before it has settled, the last wish shows": [[toggle("1", true), toggle("2", false)], ""],
  "also when the first wish has settled": [[toggle("1", true), toggle("2", false), { ...thumb(2, ANA, true, 1), draft: "1" }], ""],
  "a reaction of another tab of this person counts once": [[thumb(2, ANA, true, 1), toggle("1", true)], "👍1*?"],
  "one that failed does not count": [[toggle("1", true), refused("too_many", { draft: "1" })], ""],
  "a deleted message has none": [[thumb(2, BO, true, 1), toggle("1", true), deletion(3, 1)], ""],
};
for (const [claim, [frames, wanted]] of Object.entries(REACTIONS)) test(claim, () => assert.equal(shortReactions(...frames), wanted));

test("a message shows its newest edit or deletion that has not settled, and any other draft that failed", () => {
  const shown = (...frames) => rowsAfter(own(1), ...frames)[0].change;
  const edits = [changing("edit", "a", 1, { text: "A" }), changing("edit", "b", 1, { text: "B", at: 2 })];
  assert.deepEqual(shown(...edits), { draft: "b", type: "edit", text: "B", state: "pending" });
  assert.deepEqual(shown(...edits, refused("too_late", { draft: "b" })).refusal.code, "too_late");
  assert.deepEqual(shown(...edits, changing("delete", "c", 1, { at: 3 })).type, "delete");
  const pin = changing("pin", "1", 1, { at: 3 }); // a type that may come
  for (const other of [toggle("1", true), pin]) {
    assert.equal(shown(other, refused("too_many", { draft: "1" })).type, other.draft.type);
    assert.equal(shown(...edits, other, refused("too_many", { draft: "1" })).draft, "b");
  }
  assert.deepEqual([shown(...edits, pin).draft, shown(pin), rowsAfter(own(1), pin)[0].reactions], ["b", null, []]);
  assert.deepEqual([shown(), shown(toggle("1", true)), shown(changing("delete", "c", 2))], [null, null, null]);
});

test("a reply quotes its message as it is now, or says that it is not in the view", () => {
  const quoted = (...frames) => rowsAfter(message(1), message(2, { reply: 1 }), message(3, { reply: 9 }), ...frames).map(({ quote }) => quote);
  const known = { seq: 1, answered: message(1) };
  assert.deepEqual(quoted(), [null, known, { seq: 9, answered: undefined }]);
  assert.equal(quoted(edit(4, 1, { text: "New" }))[1].answered.text, "New");
  assert.equal(quoted(deletion(4, 1))[1].answered.deleted, true);
  const view = [welcome({ after: 1, head: 1 }), message(2, { reply: 1 })];
  const load = (seq, head) => ({ type: "quoted", seq, epoch: "one", head, messages: [message(1)] });
  const loaded = (...frames) => rows(after(...view, ...frames), SENT).at(-1).quote;
  assert.deepEqual(loaded(load(1, 2)), known);
  assert.deepEqual([loaded(load(1, 2), edit(3, 1, { text: "New" })), loaded(edit(3, 1, { text: "New" }), load(1, 2))].map(({ answered }) => answered.text), ["New", "New"]);
  assert.deepEqual([unknownSeq(after(...view), new Set()), unknownSeq(after(...view, load(1, 2)), new Set()), loaded(load(9, 2)).answered], [1, undefined, undefined]);
});

test("only one's own message can be edited, for as long as the server says, until they delete it", () => {
  const state = after(welcome(), own(1), message(2), own(3, "other"), deletion(4, 3));
  const editable = (hours, editHours = 24, drafts = []) => rows({ ...state, editHours, drafts }, SENT + hours * 3_600_000).filter(({ kind }) => kind === "message").map(({ isEditable }) => isEditable);
  const [yes, no] = [[true, false, false], [false, false, false]];
  assert.deepEqual([editable(23), editable(24), editable(0, 0), editable(24 * 365, Infinity)], [yes, no, no, yes]);
  const deleting = (state) => [{ ...changing("delete", "d", 1).draft, state }];
  assert.deepEqual([editable(1, 24, deleting("pending")), editable(1, 24, deleting("failed"))], [no, yes]);
});

test("an answer to one's own message stands out as a mention does", () => {
  const answers = (...frames) => rowsAfter(own(1), message(2), ...frames).at(-1);
  const stands = ({ answersYou, mentionsYou }) => [answersYou, mentionsYou];
  assert.deepEqual(stands(answers(message(3, { reply: 1 }))), [true, true]);
  assert.deepEqual(stands(answers(message(3, { reply: 2 }))), [false, false]);
  assert.deepEqual(stands(answers({ ...own(3, "other"), reply: 1 })), [false, false]);
  assert.deepEqual(stands(answers(message(3, { reply: 1 }), deletion(4, 3))), [false, false]);
});

test("a change without a connection says what will become of it, and the message in question is marked", () => {
  const shown = (type, state) => rows({ ...after(welcome(), own(1), changing(type, "c", 1, { text: "A" })), ...state }, SENT).at(-1);
  const statuses = ["edit", "delete"].flatMap((type) => [shown(type, { outage: "lost" }).status, shown(type, {}).status]);
  assert.deepEqual(statuses, ["offline", null, "offline-delete", null]);
  const { isInBox, isAsked } = shown("edit", { editing: 1, deleting: 1 });
  assert.deepEqual([isInBox, isAsked], [true, true]);
});

test("who reacted is named as far as names are known, and this person is not among the others", () => {
  const [{ reactions }] = rowsAfter(message(1), thumb(2, BO, true, 1), thumb(3, ANA, true, 2), thumb(4, CY, true, 3));
  assert.deepEqual(reactions.map(({ names, count }) => [names, count]), [[["Bo"], 3]]);
});

test("an edit takes effect on what a message mentions", () => {
  const mentions = (...frames) => rowsAfter(message(1), ...frames)[0].mentionsYou;
  assert.deepEqual([mentions(), mentions(edit(2, 1, { text: "@Ana" })), mentions(edit(2, 1, { text: "@Ana" }), edit(3, 1, { text: "Ana" }))], [false, true, false]);
});

test("changes of people stand below the message before them, also if reactions came between", () => {
  const joins = { type: "people", joined: [BO], left: [], renamed: [], count: 2 };
  const state = after(welcome(), own(1), thumb(2, ANA, true, 1), joins, thumb(3, ANA, false, 0), own(4, "other"));
  assert.equal(rows(state).map(short).join(", "), "beginning, day 2026-01-02, 1, changes 1, 4");
});
