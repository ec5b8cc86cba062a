// What is read out: what came within a breath, each message once, and of many only how many.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Announcer } from "../../client/list/announcer.js";
import { learn } from "../../client/browser/language.js";
import { apply, fresh } from "../../client/state/state.js";

await learn(["en"]);

globalThis.document = { createElement: () => ({}) };
mock.timers.enable({ apis: ["setTimeout"] });

const ANA = { id: "ana", name: "Ana" };
const welcome = { type: "welcome", you: ANA, epoch: "one", after: 0, head: 1, people: [], count: 1, limits: { text: 4000 } };
const message = (seq, text, from = { id: "bo", name: "Bo" }) => ({ type: "message", seq, draft: `d${seq}`, from, text, at: 0 });

// What is heard, breath by breath, of the messages that came in each.
function heard(...breaths) {
  const said = [];
  const announcer = new Announcer({ replaceChildren: (...lines) => said.push(lines.map(({ textContent }) => textContent)) });
  let state = fresh({ room: "lobby" });
  for (const frames of breaths) {
    for (const frame of frames) announcer.update((state = apply(state, frame)));
    mock.timers.tick(1_000);
  }
  return said;
}

test("each message of others is heard once, without its marks; history and our own are not", () => {
  const breaths = [[welcome, message(1, "old"), message(2, "**new**")], [], [message(3, "mine", ANA), message(4, "a `b`"), message(4, "a `b`")]];
  assert.deepEqual(heard(...breaths), [["Bo: new"], ["Bo: a b"]]);
});

test("what comes within a breath is heard together, and of many only how many", () => {
  const few = [2, 3, 4].map((seq) => message(seq, `${seq}`));
  const many = [5, 6, 7, 8].map((seq) => message(seq, `${seq}`));
  assert.deepEqual(heard([welcome, message(1, "old")], few, many), [["Bo: 2", "Bo: 3", "Bo: 4"], ["4 new messages"]]);
});

test("a wall of words is not read to its end", () => {
  const [[line]] = heard([welcome, message(1, "old"), message(2, "w".repeat(4_000))]);
  assert.ok(line.length < 500 && line.endsWith("…"), line);
});
