// What a tab knows after each frame, beyond what state-walk.test.js proves: the edges of the view, what is unread, and names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../client/state/state.js";
import { nextToCount, ownCount, shownUnread, unreadInAll } from "../../client/state/room-list.js";
import { MAX_MESSAGES } from "../../client/state/view.js";
import { after, ANA, BO, changing, connection, deletion, draft, edit, from, message, messages, own, page, reaction, refused, welcome } from "./support/frames.js";

const edges = ({ messages, earlier, later }) => [messages[0]?.seq, messages.at(-1)?.seq, earlier, later];
const scrolled = (isFollowing) => ({ type: "scrolled", isFollowing });
const attention = (isHidden) => ({ type: "attention", isHidden, isFocused: !isHidden });
const seek = (seq) => ({ type: "seek", seq, isHighlighted: true });
const around = (seq, messages, epoch = "one") => ({ type: "around", seq, epoch, head: 90, messages });

const END = { type: "end" };
const FAR_UP = [welcome({ after: 50, head: 90 }), seek(20), around(20, messages(11, 30))];
const FULL = [welcome(), scrolled(false), ...messages(1, 1_000)];

const VIEWS = {
  "a view that follows the end is trimmed at its start": [[welcome(), ...messages(1, MAX_MESSAGES)], [151, 300, "more", "none"]],
  "a view that does not follow the end stops growing at its maximum": [FULL, [1, MAX_MESSAGES, "none", "more"]],
  "a full view continues with the next page": [[...FULL, page("later", 300, messages(300, 350))], [51, 350, "more", "more"]],
  "a person who is away keeps the first message they missed, as long as there is space": [
    [welcome({ head: 100 }), ...messages(1, 100), attention(true), ...messages(101, 1_000)], [101, 400, "more", "more"],
  ],
  "a person who is present does not": [[welcome({ head: 100 }), ...messages(1, 1_000)], [751, 1_000, "more", "none"]],
  "a message that is asked for is shown with the messages around it": [FAR_UP, [11, 30, "more", "more"]],
  "a message that came over the socket before the page with it leaves the view as it is":
    [[welcome({ after: 50, head: 90 }), seek(60), ...messages(51, 90), around(60, messages(55, 65))], [51, 90, "more", "none"]],
  "the end is shown after an older message": [[...FAR_UP, END], [undefined, undefined, "more", "none"]],
  "a person who sends is brought to the end": [[...FAR_UP, draft("mine")], [undefined, undefined, "more", "none"]],
  "a draft taken over from another tab moves nothing": [[...FAR_UP, draft("theirs", { type: "adopt" })], [11, 30, "more", "more"]],
  "pages that were asked for at other edges of the view do not join it":
    [[...FAR_UP, page("later", 50, messages(51, 60)), page("earlier", 50, messages(31, 50))], [11, 30, "more", "more"]],
  "a later page behind a gap starts the view there": [[...FAR_UP, page("later", 30, messages(60, 70))], [60, 70, "more", "none"]],
  "an empty later page starts the view at the end": [[...FAR_UP, page("later", 30, [], { head: 90 })], [undefined, undefined, "more", "none"]],
};
for (const [claim, [frames, wanted]] of Object.entries(VIEWS))
  test(claim, () => assert.deepEqual(edges(after(...frames)), wanted));

test("a page that does not come, or comes from another log, has failed; a view that starts over needs none", () => {
  const asked = after(...FAR_UP, { type: "loading", side: "earlier" });
  const other = page("earlier", 10, messages(1, 10), { epoch: "two" });
  const answers = [{ type: "loadingFailed", side: "earlier" }, other, welcome({ epoch: "two", after: 7 })];
  assert.deepEqual(answers.map((answer) => apply(asked, answer).earlier), ["failed", "failed", "more"]);
  assert.equal(from(asked, answers.at(-1), answers[0]).earlier, "more");
});

test("a page that failed is loaded again over the next connection, and one that is on its way is not asked for twice", () => {
  const { last, head } = after(...FAR_UP);
  const reconnected = (...frames) => after(...FAR_UP, ...frames, connection("waiting"), welcome({ after: last, head })).earlier;
  const loading = { type: "loading", side: "earlier" };
  assert.deepEqual([reconnected(loading, { type: "loadingFailed", side: "earlier" }), reconnected(loading)], ["more", "loading"]);
});

test("a missing message is no longer reported once it is sent or loaded, and an answer about another one says nothing", () => {
  const state = after(welcome({ after: 2, head: 3 }), message(3));
  const missing = (seq) => from(state, seek(seq), { type: "targetMissing", seq });
  const reported = [missing(4), missing(1), missing(2), apply(missing(4), message(4))].map(({ target }) => target.isMissing);
  assert.deepEqual(reported, [true, true, true, false]);
  const { target } = apply(missing(1), page("earlier", 2, messages(1, 2)));
  assert.deepEqual(target, { seq: 1, isHighlighted: true, isMissing: false, isUnreached: false });
  const asked = apply(state, seek(1));
  for (const answer of [around(2, messages(1, 2)), { type: "targetMissing", seq: 2 }]) assert.equal(apply(asked, answer), asked);
  for (const answer of [around(1, [message(2)]), around(1, messages(1, 2), "two")]) assert.ok(apply(asked, answer).target.isMissing);
});

const SCROLLED_UP = [welcome(), message(1), scrolled(false), own(2), message(3), message(4)];
const RETURNED = [...SCROLLED_UP, scrolled(true), message(5)];
const UNREAD = {
  "the divider is before the first message of others that a person missed": [SCROLLED_UP, 3, 2],
  "the divider stays when the person returns": [RETURNED, 3, 0],
  "the divider moves when the person misses another message": [[...RETURNED, attention(true), ...messages(6, 7)], 6, 2],
  "the divider stays when the connection is made again": [[...SCROLLED_UP, welcome({ after: 4, head: 4 })], 3, 2],
  "history is not unread": [[welcome({ head: 2 }), scrolled(false), ...messages(1, 6)], 3, 4],
  "a person who read everything has no divider": [[...SCROLLED_UP, { type: "read" }], null, 0],
  "after the button to the end, what comes next is not unread": [[...SCROLLED_UP, END, message(5)], null, 0],
  "edits and reactions are not unread, nor a message that was deleted before it came":
    [[...SCROLLED_UP, edit(5, 1), reaction(6, 2, { emoji: "👍", on: true, count: 1 }), message(7, { text: "", deleted: true }), deletion(8, 7)], 3, 2],
  "a message that is deleted is no longer unread": [[...SCROLLED_UP, deletion(5, 3), deletion(6, 1)], 3, 1],
  "without an unread message there is no divider": [[...SCROLLED_UP, deletion(5, 3), deletion(6, 4)], null, 0],
  "after sending, what comes next is not unread": [[...SCROLLED_UP, draft("mine"), message(5)], null, 0],
  "a draft taken over from another tab leaves unread what came before it": [[...SCROLLED_UP, draft("theirs", { type: "adopt" }), message(5)], 3, 3],
};
for (const [claim, [frames, first, count]] of Object.entries(UNREAD))
  test(claim, () => assert.deepEqual(after(...frames).unread, { from: first, count, mentions: 0 }));

const visit = (room) => ({ type: "visit", room, at: 1 });
const counted = (room) => ({ type: "counted", room, epoch: "one", mark: 0, head: 200, end: 200, unread: 98, mentions: 1, first: 1 });
const mute = (room) => ({ type: "changeRoom", room, muted: true });
const enter = (room) => ({ type: "enter", room, drafts: [], names: [] });
const TWO_ROOMS = [visit("lobby"), visit("other"), welcome({ head: 2 }), ...messages(1, 2), { type: "heads", rooms: { other: 0 } }];
const FOR_ANA = message(3, { text: "Hi @Ana" });
const SHOWN_UNREAD = {
  "nothing is unread while one looks": [[message(3)], "0"],
  "while the tab is hidden, messages of others are unread": [[attention(true), message(3), own(4), message(5)], "2"],
  "also while another window has the focus": [[{ ...attention(false), isFocused: false }, message(3)], "1"],
  "deleted ones are not": [[attention(true), message(3), message(4), deletion(5, 3), deletion(6, 1)], "1"],
  "nor those read since": [[attention(true), message(3), attention(false)], "0"],
  "mentions are told apart": [[attention(true), FOR_ANA], "1 · @"],
  "other rooms count": [[counted("other")], "98 · @"],
  "also one that is opened, until its messages come": [[counted("other"), enter("other")], "98 · @"],
  "and no longer once they are seen": [[counted("other"), enter("other"), welcome({ room: "other", head: 0 })], "0"],
  "up to 99": [[attention(true), message(3), message(4), counted("other")], "99+ · @"],
  "muted rooms do not": [[attention(true), FOR_ANA, message(4), mute("other"), counted("other"), mute("lobby")], "0"],
};
for (const [claim, [frames, shown]] of Object.entries(SHOWN_UNREAD))
  test(`the title: ${claim}`, () => assert.equal(shownUnread(unreadInAll(after(...TWO_ROOMS, ...frames)), String), shown));

test("what came while there was no connection is unread until the list shows it", () => {
  const back = after(welcome({ head: 2 }), ...messages(1, 2), connection("waiting"), welcome({ after: 2, head: 4 }), ...messages(3, 4));
  assert.deepEqual([back.unread, back.isAway], [{ from: 3, count: 2, mentions: 0 }, true]);
  assert.deepEqual(from(back, { type: "landed" }).unread, { from: 3, count: 0, mentions: 0 });
  assert.equal(after(welcome({ head: 2 }), ...messages(1, 2), welcome({ after: 2, head: 2 })).isAway, false);
  assert.equal(after(welcome({ head: 2 }), ...messages(1, 2), welcome({ after: 40, head: 42 })).isCounted, false);
});

test("what is unread in a room that is left goes on counting, also without a connection", () => {
  const here = after(...TWO_ROOMS, attention(true), FOR_ANA, message(4), connection("waiting"));
  const there = from(here, { type: "changeRoom", room: "lobby", counted: ownCount(here) }, enter("other"));
  assert.equal(shownUnread(unreadInAll(there), String), "2 · @");
});

test("for another person the other rooms are counted again, and show the count for the former one until then", () => {
  const before = after(...TWO_ROOMS, connection("live"), { type: "heads", rooms: { other: 200 } }, counted("other"));
  assert.equal(nextToCount(before, () => true, []), null);
  const now = from(before, { type: "countAgain" });
  assert.deepEqual([shownUnread(unreadInAll(now), String), nextToCount(now, () => true, ["other", "lobby"])], ["98 · @", "other"]);
});

test("an unread answer to an own message outside of the view is counted again, once that message is there", () => {
  const away = after(welcome({ after: 50, head: 50 }), attention(true), message(51, { reply: 7 }), message(52));
  const quoted = (from) => apply(away, { type: "quoted", seq: 7, epoch: "one", head: 52, messages: [message(7, { from })] });
  assert.deepEqual([quoted(ANA).isCounted, quoted(BO).isCounted], [false, true]);
});

test("two beats in a row that are ahead of the view report a gap", () => {
  const beat = { type: "beat", head: 2 };
  const hasGap = (...frames) => after(welcome(), message(1), ...frames).hasGap;
  assert.deepEqual([hasGap(beat), hasGap(beat, beat), hasGap(beat, message(2), beat)], [false, true, false]);
});

test("a new name shows at once, and the previous one returns if it is refused", () => {
  const asked = after(welcome(), { type: "name", name: "admin" });
  assert.equal(asked.you.name, "admin");
  assert.equal(apply(asked, refused("bad_frame")), asked); // the answer to another frame
  const state = apply(asked, refused("bad_name"));
  assert.deepEqual([state.you.name, state.rename], ["Ana", { refusal: "bad_name", reason: "Because.", requested: "admin" }]);
  const joined = apply(state, { type: "people", joined: [ANA], left: [], renamed: [], count: 1 });
  assert.equal(joined.rename.refusal, "bad_name");
  assert.equal(apply(joined, { type: "refusalRead" }).rename, null);
  assert.equal(apply(state, refused("bad_name")).you.name, "Ana");
});

test("a name chosen without a connection that the server does not take is refused, too", () => {
  const chosen = after(welcome(), connection("waiting"), { type: "name", name: "admin" });
  const meanwhile = (name) => apply(chosen, welcome({ you: { ...ANA, name } }));
  const refusal = { refusal: "bad_name", requested: "admin", former: "Ana" };
  assert.deepEqual([meanwhile("Ana").rename, meanwhile("Calm Otter").rename, meanwhile("admin").rename], [refusal, refusal, null]);
});

test("an edit without a text, of a message that the log has no longer, changes nothing", () => {
  assert.equal(after(welcome(), message(1), edit(2, 1, { text: "" })).messages[0].text, "text 1");
});

test("a page that was read before changes that are no longer kept has failed", () => {
  const reactions = Array.from({ length: 2_000 }, (_, index) => reaction(index + 3, 2, { emoji: "👍", on: index % 2 === 0, count: 1 - (index % 2) }));
  const state = after(welcome({ after: 1, head: 2 }), message(2), ...reactions, { type: "loading", side: "earlier" });
  const answers = [1_001, 1_002].map((head) => apply(state, page("earlier", 1, messages(1, 1), { head })).earlier);
  assert.deepEqual(answers, ["failed", "none"]);
});

test("a message that is deleted is no longer asked about, and what is typed about it stays", () => {
  const acts = ["editing", "replying", "deleting"].map((type) => ({ type, seq: 1 }));
  const acting = ({ editing, replying, deleting }) => [editing, replying, deleting];
  const state = after(welcome(), own(1), ...acts, deletion(2, 1, { from: ANA }));
  assert.deepEqual([acting(state), acting(apply(state, welcome({ epoch: "two" })))], [[1, 1, null], [null, null, null]]);
  const stored = acts.slice(0, 2).map((act) => ({ ...act, epoch: "one" })); // by an earlier page
  assert.deepEqual(["one", "two"].map((epoch) => acting(after(...stored, welcome({ epoch })))), [[1, 1, null], [null, null, null]]);
});

const EDIT = changing("edit", "edit", 1, { text: "New" });
const FAILED = { id: "edit", type: "say", at: 1, text: "New", state: "failed" };
const draftsAfter = (...frames) => after(welcome(), ...frames).drafts.map(({ refusal, epoch, ...draft }) => ({ ...draft }));

test("a draft whose message is gone is dropped, but the text of an edit stays as a message that failed", () => {
  const gone = (add) => draftsAfter(add, refused("no_such_message", { draft: add.draft.id }));
  const changes = [EDIT, changing("delete", "delete", 1), changing("react", "react", 1)];
  assert.deepEqual(changes.map(gone), [[FAILED], [], []]);
  const failedBefore = (add) => draftsAfter(own(1), add, refused("too_late", { draft: add.draft.id }), deletion(2, 1, { from: ANA }));
  assert.deepEqual(changes.map(failedBefore), [[FAILED], [], []]);
});

test("a refused draft that has no row to show it is removed, unless it is sent again", () => {
  const left = (type, code) => draftsAfter({ type: "add", draft: { id: "d", type, at: 1, state: "pending" } }, refused(code, { draft: "d" })).length;
  assert.deepEqual(["topic", "poll", "say"].map((type) => [left(type, "bad_frame"), left(type, "not_stored")]), [[0, 1], [0, 1], [1, 1]]);
});

test("no draft changes a message of another epoch, which has the same number", () => {
  const drafts = [EDIT, changing("delete", "delete", 1), changing("react", "react", 1), draft("reply", { reply: 1, epoch: "one" })];
  const reply = { id: "reply", type: "say", text: "reply", at: 1, state: "pending" };
  assert.deepEqual(draftsAfter(...drafts, welcome({ epoch: "two" })), [FAILED, reply]);
  const late = draftsAfter(welcome({ epoch: "two" }), { ...EDIT, type: "adopt" });
  assert.deepEqual(late, [FAILED]);
});

test("a change of a message moves nothing: not the view, nor what is unread", () => {
  const state = after(...FAR_UP, { type: "scrolled", isFollowing: false });
  for (const add of [EDIT, { ...EDIT, type: "adopt" }])
    assert.deepEqual({ ...apply(state, add), drafts: [] }, state);
});
