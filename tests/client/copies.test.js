// The copies of rooms that the browser keeps: what they have, what they forget, and what a page shows of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { copyAfter, forgets, lastOf } from "../../client/offline/copies.js";
import { after, ANA, connection, deletion, draft, edit, from, message, messages, page, seqsOf, welcome } from "./support/frames.js";

const LIVE = [welcome({ head: 3 }), connection("live"), ...messages(1, 3)];
const live = (...frames) => after(...LIVE, ...frames);
const copy = copyAfter(null, live());
const textsOf = ({ messages }) => messages.map(({ text }) => text);
const open = (kept, ...frames) => after({ type: "copy", copy: kept }, ...frames);

test("a copy is made once the view has caught up, and follows it", () => {
  assert.equal(copyAfter(null, after(...LIVE.slice(0, -1))), null);
  assert.deepEqual([copy.last, copy.you, seqsOf(copy)], [3, ANA.id, [1, 2, 3]]);
  assert.deepEqual(seqsOf(copyAfter(copy, live(message(4)))), [1, 2, 3, 4]);
});

test("a copy follows the changes of its messages, also while the view is elsewhere or catches up", () => {
  const elsewhere = live({ type: "scrolled", isFollowing: false }, { type: "seek", seq: 1 }, { ...page("around", 0, messages(1, 1), { head: 3 }), seq: 1 });
  const far = { ...elsewhere, later: "more" };
  for (const state of [far, live(connection("waiting"), welcome({ after: 3, head: 9 }), connection("live"))]) {
    const changed = from(state, edit(4, 2, { text: "changed" }), deletion(5, 3));
    const next = copyAfter(copy, changed);
    assert.deepEqual([textsOf(next), next.last], [["text 1", "changed", ""], 3]);
    assert.equal(copyAfter(next, changed).last, 3);
    assert.ok(forgets(copy, next));
  }
  assert.equal(copyAfter(copy, from(far, message(4))), copy);
});

test("a text is forgotten if it was changed or may be in a copy of an earlier page, not if it only has no more space", () => {
  const others = { ...copy, messages: messages(2, 4) };
  assert.deepEqual([forgets(null, copy), forgets(copy, others), forgets(copy, copy)], [true, false, false]);
});

test("a copy has the last 50 messages, and fewer if they are long", () => {
  assert.deepEqual(seqsOf({ messages: lastOf(messages(1, 60)) }), seqsOf({ messages: messages(11, 60) }));
  const long = [message(1), message(2, { text: "x".repeat(60_000) }), message(3, { text: "x".repeat(60_000) }), message(4)];
  assert.deepEqual(seqsOf({ messages: lastOf(long) }), [3, 4]);
  assert.deepEqual(lastOf([message(1, { text: "x".repeat(100_001) })]), []);
});

test("a page without a connection shows the copy of its room, and goes on from it as history", () => {
  const shown = open(copy);
  assert.deepEqual([seqsOf(shown), shown.epoch, shown.last, shown.isCopy], [[1, 2, 3], "one", 3, true]);
  const topic = { type: "topic", seq: 4, draft: "t", from: ANA, at: "", text: "Cake" };
  assert.equal(open(copyAfter(copy, live(topic))).topic, topic);
  const continued = from(shown, welcome({ after: 3, head: 5 }), connection("live"), ...messages(4, 6));
  assert.deepEqual([seqsOf(continued), continued.isCopy, continued.received.count], [[1, 2, 3, 4, 5, 6], false, 1]);
  assert.deepEqual(seqsOf(open({ ...copy, room: "other" })), []);
  assert.deepEqual(seqsOf(from(live(), { type: "copy", copy: { ...copy, messages: [] } })), [1, 2, 3]);
});

test("another epoch replaces the copy, and an edit of another epoch than that of the copy is given up", () => {
  const shown = from(open(copy), draft("mine"));
  const other = from(shown, welcome({ epoch: "two", head: 1 }), connection("live"), message(1, { text: "new" }));
  assert.deepEqual([textsOf(other), other.drafts.length], [["new"], 1]);
  const editing = after({ type: "editing", seq: 2, epoch: "zero" }, { type: "copy", copy });
  assert.equal(editing.editing, null);
  assert.equal(after({ type: "editing", seq: 2, epoch: "one" }, { type: "copy", copy }).editing, 2);
});
