// Trouble with the line: told when it lasts, over when the line is back, and that it is over told once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, fresh } from "../../client/state/state.js";

const line = (connection) => ({ type: "connection", connection });
const after = (...frames) => frames.reduce(apply, fresh({ room: "lobby" }));

test("a line that is soon back was no trouble", () => {
  assert.deepEqual(pick(after(line("live"), line("waiting"), line("live"))), [null, false]);
});

test("trouble lasts through all tries and is over when one is answered", () => {
  const lost = after(line("live"), line("waiting"), { type: "lasts" }, line("waiting"));
  assert.deepEqual(pick(lost), ["lost", false]);
  const back = apply(lost, line("live"));
  assert.deepEqual(pick(back), [null, true]);
  assert.deepEqual(pick(apply(back, { type: "told" })), [null, false]);
});

test("what comes too late about a line that is back changes nothing", () => {
  const live = after(line("live"));
  assert.equal(apply(live, { type: "lasts" }), live);
});

test("that something else is in the way is told when a try failed after the server would have let us in", () => {
  const answer = (code) => ({ type: "answer", code });
  const lost = after(line("waiting"), { type: "lasts" }, line("waiting"), answer("upgrade_required"));
  assert.equal(lost.trouble, "lost");
  assert.equal(apply(lost, answer("upgrade_required")).trouble, "lost");
  const again = [line("waiting"), answer("upgrade_required")];
  assert.equal(again.reduce(apply, lost).trouble, "blocked");
  assert.equal([line("waiting"), answer(null), ...again].reduce(apply, lost).trouble, "lost");
  assert.equal(apply(lost, answer("full")).trouble, "full");
  assert.equal(apply(lost, answer("too_many")).trouble, "crowded");
});

test("who wrote too fast is held until nothing is on its way any more", () => {
  const draft = (id) => ({ type: "draft", draft: id, text: id, at: 1 });
  const held = after(draft("one"), draft("two"), { type: "refused", code: "too_fast", draft: "one", retry_ms: 200 });
  assert.equal(held.haste, true);
  const settled = apply(held, { type: "message", seq: 1, draft: "one", from: { id: "", name: "" }, text: "", at: "" });
  assert.equal(settled.haste, true);
  assert.equal(apply(settled, { type: "delete", draft: "two" }).haste, false);
});

const pick = ({ trouble, isBack }) => [trouble, isBack];
