// What is read out: new messages, collected for a second, each once, and of many only their number.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer } from "../../client/list/announcer.js";
import { excerptOf } from "../../client/list/quote.js";
import { Browser, tick } from "./support/browser.js";
import { after, changing, deletion, draft, edit, from, message, own, refused, welcome } from "./support/frames.js";

globalThis.document = { createElement: () => ({}) };

const said = (seq, text) => message(seq, { text });

// What is read out after each second, of the frames received in it.
function readOut(...seconds) {
  new Browser();
  const announced = [];
  const announcer = new Announcer({ replaceChildren: (...lines) => announced.push(lines.map(({ textContent }) => textContent)) });
  let state = after(welcome({ head: 1 }), said(1, "old"));
  for (const frames of seconds) {
    for (const frame of frames) announcer.draw((state = from(state, frame)));
    tick(1_000);
  }
  return announced;
}

test("each message of others is read out once, without its marks; history and our own are not", () => {
  const seconds = [[said(2, "**new**")], [], [own(3), said(4, "a `b`"), said(4, "a `b`")], [said(5, "/me waves")]];
  assert.deepEqual(readOut(...seconds), [["Bo: new"], ["Bo: a b"], ["Bo waves"]]);
});

test("messages of one second are read out together, and of more than three only their number", () => {
  const [few, many] = [[2, 3, 4], [5, 6, 7, 8]].map((seqs) => seqs.map((seq) => said(seq, `${seq}`)));
  assert.deepEqual(readOut(few, many), [["Bo: 2", "Bo: 3", "Bo: 4"], ["4 new messages"]]);
});

test("a long text is cut for a screen reader and for a quote, and no emoji with it", () => {
  const text = `a${"😀".repeat(1_000)}`;
  const [[spoken]] = readOut([said(2, text)]);
  for (const cut of [spoken, excerptOf({ text })]) assert.ok(cut.length < 1_000 && cut.isWellFormed(), cut);
});

test("what was read out does not stay: it may be deleted", () => {
  assert.deepEqual(readOut([said(2, "secret")], [], [], [], [], []), [["Bo: secret"], []]);
});

test("an edit is not read out as a message: a message is read out as it is then, and not if it was deleted", () => {
  assert.deepEqual(readOut([said(2, "one"), said(3, "two"), edit(4, 2, { text: "new" }), deletion(5, 3)], [edit(6, 2, { text: "newer" })]), [["Bo: new"]]);
});

test("a long message is not read out to its end", () => {
  const [[line]] = readOut([said(2, "w".repeat(4_000))]);
  assert.ok(line.length < 500 && line.endsWith("…"), line);
});

test("a draft that failed is read out once, with the reason", () => {
  const read = (code) => readOut([draft("mine"), refused(code, { draft: "mine" })], [own(2, "another")]);
  assert.deepEqual(read("too_long"), [["Not sent. It’s longer than 4,000 characters."]]);
  assert.deepEqual(read("no_such_message"), [["Not sent. The message was deleted."]]);
  const unknown = [changing("unknown type", "mine", 1), refused("too_many", { draft: "mine" })];
  assert.match(readOut(unknown)[0][0], /^Not sent\./);
});
