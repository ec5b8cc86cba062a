// What a tab knows after each frame: messages placed once and in order, drafts settled in place, and never a gap.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../client/state/state.js";
import { MAX_MESSAGES } from "../../client/state/view.js";
import { after, ANA, BO, draft, from, message, messages, own, page, refused, seqsOf, welcome } from "./support/frames.js";

const edges = ({ messages, earlier, later }) => [messages[0]?.seq, messages.at(-1)?.seq, earlier, later];
const scrolled = (isFollowing) => ({ type: "scrolled", isFollowing });
const attention = (isHidden) => ({ type: "attention", isHidden, isFocused: !isHidden });
const seek = (seq) => ({ type: "seek", seq, isHighlighted: true });
const around = (seq, messages, epoch = "one") => ({ type: "around", seq, epoch, messages });

test("messages are placed in the order of their numbers, each once", () => {
  const state = after(welcome(), message(1), message(2), message(1), message(2), message(3));
  assert.deepEqual([seqsOf(state), state.last], [[1, 2, 3], 3]);
});

test("a gap is never shown: the connection is replaced", () => {
  const state = after(welcome(), message(1), message(3));
  assert.deepEqual([seqsOf(state), state.last, state.hasGap], [[1], 1, true]);
  assert.equal(apply(state, welcome({ after: 1 })).hasGap, false);
});

test("a welcome keeps the view if it continues it, and starts a new one elsewhere or in another log", () => {
  const state = after(welcome(), message(1), message(2));
  assert.deepEqual(seqsOf(from(state, welcome({ after: 2, head: 3 }), message(3))), [1, 2, 3]);
  assert.deepEqual([...edges(from(state, welcome({ after: 40, head: 41 }), message(41)))], [41, 41, "more", "none"]);
  const restored = apply(state, welcome({ epoch: "two", after: 2, head: 2 }));
  assert.deepEqual([seqsOf(restored), restored.last], [[], 2]);
});

test("a draft settles when its message comes back, also a message that is before the view", () => {
  const settled = after(welcome(), draft("mine"), own(1));
  assert.deepEqual([settled.drafts, seqsOf(settled)], [[], [1]]);
  const earlier = after(welcome({ after: 50, head: 50 }), draft("mine"), own(7));
  assert.deepEqual([earlier.drafts, seqsOf(earlier)], [[], []]);
});

test("a draft that came too fast stays pending, any other refusal fails it until it is retried", () => {
  const pending = after(welcome(), draft("mine"), refused("too_fast", { draft: "mine", retry_ms: 5 }));
  assert.equal(pending.drafts[0].state, "pending");
  const failed = apply(pending, refused("not_stored", { draft: "mine" }));
  assert.deepEqual([failed.drafts[0].state, failed.drafts[0].refusal.reason], ["failed", "Because."]);
  assert.equal(apply(failed, { type: "retry", id: "mine" }).drafts[0].state, "pending");
  assert.deepEqual(apply(failed, { type: "delete", id: "mine" }).drafts, []);
});

test("a person who sends is brought to the end, and a draft taken over from another tab moves nothing", () => {
  const back = after(welcome({ after: 50, head: 90 }), scrolled(false), seek(20), around(20, messages(11, 30)));
  const [sent, adopted] = [draft("mine"), draft("theirs", { type: "adopt" })].map((frame) => apply(back, frame));
  assert.deepEqual([sent.isFollowing, sent.later, adopted.isFollowing, seqsOf(adopted)], [true, "none", false, seqsOf(back)]);
});

test("an earlier page joins the view only where it fits", () => {
  const state = after(welcome({ after: 2, head: 3 }), message(3));
  const earlier = (messages, epoch) => apply(state, page("earlier", 2, messages, epoch));
  assert.deepEqual(edges(earlier(messages(1, 2))), [1, 3, "none", "none"]);
  assert.deepEqual(seqsOf(earlier([message(1)])), [3]);
  assert.deepEqual(seqsOf(earlier(messages(1, 2), "two")), [3]);
  assert.equal(earlier([]).earlier, "none");
});

test("a page of another log, or one that does not join the view, has failed: only the person asks for it again", () => {
  const back = after(welcome({ after: 50, head: 90 }), seek(20), around(20, messages(11, 30)));
  const loading = (side) => ({ type: "loading", side });
  for (const [side, ...answer] of [["earlier", 10, messages(1, 10), "two"], ["later", 30, messages(31, 40), "two"], ["earlier", 10, messages(1, 5)]])
    assert.equal(from(back, loading(side), page(side, ...answer))[side], "failed");
  assert.equal(from(back, loading("earlier"), { type: "loadingFailed", side: "earlier" }).earlier, "failed");
  const restarted = from(back, loading("earlier"), welcome({ epoch: "two", after: 7, head: 9 }), page("earlier", 10, messages(1, 10)));
  assert.equal(restarted.earlier, "more");
});

test("pages may be short: there is more until an empty page, or the first and the last message", () => {
  const back = after(welcome({ after: 50, head: 90 }), seek(9), around(9, [message(9)]));
  const joined = (side, at, ...messages) => edges(apply(back, page(side, at, messages)));
  assert.deepEqual(edges(back), [9, 9, "more", "more"]);
  assert.deepEqual([joined("earlier", 8, message(8)), joined("later", 9, message(10))], [[8, 9, "more", "more"], [9, 10, "more", "more"]]);
  assert.deepEqual(joined("earlier", 8), [9, 9, "none", "more"]);
});

test("a view that follows the end is trimmed at its start and can be read back again", () => {
  const state = after(welcome(), ...messages(1, MAX_MESSAGES));
  assert.deepEqual([...edges(state), state.after], [151, 300, "more", "none", 150]);
  assert.deepEqual(edges(from(state, scrolled(false), page("earlier", 150, messages(101, 150)))), [101, 300, "more", "none"]);
});

test("a view that does not follow the end stops growing at its maximum, and continues from there without a gap", () => {
  const full = after(welcome(), scrolled(false), ...messages(1, 1_000));
  assert.deepEqual([...edges(full), full.last, full.unread], [1, MAX_MESSAGES, "none", "more", 1_000, { from: 1, count: 1_000 }]);
  const next = apply(full, page("later", MAX_MESSAGES, messages(MAX_MESSAGES + 1, MAX_MESSAGES + 50)));
  assert.deepEqual(edges(next), [51, MAX_MESSAGES + 50, "more", "more"]);
});

test("a person who is away while the list follows the end keeps the first message they missed, as long as there is space", () => {
  const missed = after(welcome({ head: 100 }), ...messages(1, 100), attention(true), ...messages(101, 1_000));
  assert.deepEqual([...edges(missed), missed.unread], [101, 100 + MAX_MESSAGES, "more", "more", { from: 101, count: 900 }]);
  const present = after(welcome({ head: 100 }), ...messages(1, 1_000));
  assert.deepEqual(edges(present).slice(1), [1_000, "more", "none"]);
});

test("a person who reads far up comes back to the end without a gap, though messages come meanwhile", () => {
  const joins = (state, side, at, first, last) => apply(state, page(side, at, messages(first, last)));
  const full = after(welcome({ after: 500, head: 800 }), scrolled(false), ...messages(501, 800));
  const up = apply(joins(full, "earlier", 500, 451, 500), message(801));
  assert.deepEqual([...edges(up), up.last], [451, 750, "more", "more", 801]);
  const nearly = joins(up, "later", 750, 751, 800);
  assert.deepEqual(edges(nearly), [501, 800, "more", "more"]);
  const end = joins(nearly, "later", 800, 801, 802);
  assert.deepEqual(edges(end), [503, 802, "more", "none"]);
  assert.deepEqual(edges(from(end, scrolled(true), message(802), message(803))), [653, 803, "more", "none"]);
});

test("a later page behind a gap starts the view there; a page of another log, or asked for elsewhere, does not join", () => {
  const up = after(welcome({ after: 50, head: 90 }), seek(20), around(20, messages(11, 30)));
  assert.deepEqual(edges(apply(up, page("later", 30, messages(60, 70)))), [60, 70, "more", "none"]);
  assert.deepEqual(edges(apply(up, page("later", 30, []))), [undefined, undefined, "more", "none"]);
  for (const other of [page("later", 30, messages(31, 40), "two"), page("later", 50, messages(51, 60)), page("earlier", 50, messages(31, 50))])
    assert.deepEqual(edges(apply(up, other)), [11, 30, "more", "more"]);
});

test("a message that is asked for is shown with the messages around it, or reported as missing", () => {
  const asked = after(welcome({ after: 50, head: 51 }), message(51), seek(20));
  const answered = (...page) => apply(asked, around(20, ...page));
  assert.deepEqual(edges(answered(messages(5, 45))), [5, 45, "more", "more"]);
  assert.ok(answered(messages(21, 45)).target.isMissing && answered(messages(5, 45), "two").target.isMissing);
  assert.equal(apply(asked, around(19, messages(5, 45))), asked);
  assert.deepEqual(edges(apply(answered(messages(5, 45)), { type: "end" })), [undefined, undefined, "more", "none"]);
});

test("a missing message is no longer reported once it is sent, or loaded", () => {
  const state = after(welcome({ after: 2, head: 3 }), message(3));
  const missing = (seq) => from(state, seek(seq), { type: "targetMissing", seq });
  assert.deepEqual([missing(4).target.isMissing, apply(missing(4), message(4)).target.isMissing], [true, false]);
  const { target } = apply(missing(1), page("earlier", 2, messages(1, 2)));
  assert.deepEqual(target, { seq: 1, isHighlighted: true, isMissing: false });
});

test("the divider is before the first missed message, and moves only after the person returned and missed another", () => {
  const missed = after(welcome(), message(1), scrolled(false), own(2), message(3), message(4));
  assert.deepEqual(missed.unread, { from: 3, count: 2 });
  const back = from(missed, scrolled(true), message(5));
  assert.deepEqual(back.unread, { from: 3, count: 0 });
  assert.deepEqual(from(back, attention(true), message(6), message(7)).unread, { from: 6, count: 2 });
  for (const act of [{ type: "read" }, { type: "end" }, draft("mine")])
    assert.deepEqual(apply(missed, act).unread, { from: null, count: 0 });
});

test("a person who returns to the end by the button, or by sending, is there: what comes next is not unread", () => {
  for (const act of [{ type: "end" }, draft("mine")])
    assert.deepEqual(after(welcome(), scrolled(false), message(1), act, message(2)).unread, { from: null, count: 0 });
});

test("messages of others after the first welcome are new; the latest three are read out", () => {
  const state = after(welcome({ head: 2 }), scrolled(false), ...messages(1, 6), own(7));
  assert.deepEqual([state.unread, state.received.count], [{ from: 3, count: 4 }, 4]);
  assert.deepEqual(seqsOf({ messages: state.received.recent }), [4, 5, 6]);
});

test("the title counts messages of others while the tab is hidden, or another window has the focus", () => {
  for (const away of [attention(true), { ...attention(false), isFocused: false }]) {
    const missed = after(welcome({ head: 2 }), ...messages(1, 2), away, message(3), own(4));
    assert.deepEqual([missed.missed, apply(missed, attention(false)).missed, after(welcome(), message(1)).missed], [1, 0, 0]);
  }
});

test("two beats in a row that are ahead of the view report a gap", () => {
  const beat = { type: "beat", head: 2 };
  const hasGap = (...frames) => after(welcome(), message(1), ...frames).hasGap;
  assert.deepEqual([hasGap(beat), hasGap(beat, beat), hasGap(beat, message(2), beat)], [false, true, false]);
});

test("a new name shows at once, and the previous one returns if it is refused", () => {
  const asked = after(welcome(), { type: "name", name: "admin" });
  assert.equal(asked.you.name, "admin");
  const state = apply(asked, refused("bad_name"));
  assert.deepEqual([state.you, state.rename], [ANA, { refusal: "bad_name", reason: "Because.", requested: "admin" }]);
  const joined = apply(state, { type: "people", joined: [ANA], left: [], renamed: [], count: 1 });
  assert.equal(joined.rename.refusal, "bad_name");
  assert.equal(apply(joined, { type: "refusalRead" }).rename, null);
  assert.deepEqual(apply(state, refused("bad_frame")).you, ANA);
});
