// What becomes of a text in the box: a command, a mention, a message, or several.

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionIn, askedFor, isSaid } from "../../client/text/commands.js";
import { begunAt, finderOf, isNamed, offered } from "../../client/text/mentions.js";
import { partsOf } from "../../client/text/split.js";
import { lengthOf } from "../../client/text/normalize.js";

const found = (text, ...names) => finderOf(names)(text).map(({ name }) => name);

test("a slash asks for something only where it is known to", () => {
  assert.deepEqual(askedFor("/help"), { act: "help" });
  assert.deepEqual(askedFor("/name  Zoë 🦊 "), { act: "name", name: "Zoë 🦊" });
  assert.deepEqual(askedFor("/name"), { act: "name", name: "" });
  for (const text of ["/etc/passwd", "/helper", "/names", " /help", "/me waves", "//name x", "/name is a route\nthat we need", "/name\n\nx"])
    assert.deepEqual(askedFor(text), { act: "say", text });
});

test("what somebody does is told from what they say", () => {
  assert.deepEqual(["/me waves\ntwice", "/me", "/me ", "/mean", "I /me"].map(actionIn), ["waves\ntwice", null, null, null, null]);
});

test("that somebody types is told of words, not of commands", () => {
  assert.deepEqual(["Hi", "/me wav", " ", "", "/na", "/name Bo", "/"].map(isSaid), [true, true, false, false, false, false, false]);
});

test("a mention is a whole name behind an @, however it is written", () => {
  assert.deepEqual(found("@ana, (@Bo!) and @BO's", "Ana", "Bo"), ["ana", "Bo", "BO"]);
  assert.deepEqual(found("ana@bo.org @@Bo @Bob @Bo_", "Bo"), []);
  assert.deepEqual(found("@小明你好", "小明"), ["小明"]);
  assert.deepEqual(found("@a.c @a+c", "a.c"), ["a.c"]);
});

test("of two names that fit the longer one is meant", () => {
  assert.deepEqual(found("@Ann Lee is not @Ann", "Ann", "Ann Lee"), ["Ann Lee", "Ann"]);
});

test("nobody is mentioned where nobody has a name", () => assert.deepEqual(found("@ @x", "", ""), []));

test("who is mentioned is told without capitals and marks", () => {
  assert.equal(isNamed(finderOf(["Zoë"])("@ZOË?"), "Zoë"), true);
  assert.equal(isNamed(finderOf(["Zoë", "Bo"])("@Bo"), "Zoë"), false);
});

test("a mention begins at an @ that begins a word, and may have spaces", () => {
  assert.deepEqual(begunAt("hi @bri ott", 11), { start: 3, typed: "bri ott" });
  assert.deepEqual(begunAt("hi @bri", 5), { start: 3, typed: "b" });
  assert.deepEqual(begunAt("@", 1), { start: 0, typed: "" });
  assert.deepEqual(["a@b", "hi", "@a\nb", `@${"x".repeat(40)}`].map((text) => begunAt(text, text.length)), [null, null, null, null]);
});

test("those are offered whose name begins so, who spoke last first, and never ourselves", () => {
  const people = ["Ana", "Bo Lind", "Boris", "Óla Bo"].map((name) => ({ id: name, name }));
  const said = (name, seq) => ({ from: { id: name }, seq });
  const state = { people, messages: [said("Bo Lind", 1), said("Boris", 2)], you: people[0] };
  const names = (typed) => offered(state, typed).map(({ name }) => name);
  assert.deepEqual(names("bo"), ["Boris", "Bo Lind", "Óla Bo"]);
  assert.deepEqual(names("ola"), ["Óla Bo"]);
  assert.deepEqual(names(""), ["Boris", "Bo Lind", "Óla Bo"]);
  assert.deepEqual(names("ana"), []);
  assert.deepEqual([names("Boris"), names("Boris "), names("Bo ")], [[], [], ["Bo Lind"]]);
  const two = { ...state, people: ["Bo Lind", "Bo"].map((name) => ({ id: name, name })) };
  assert.deepEqual(["bo", "bo ", "bo l"].map((typed) => offered(two, typed).map(({ name }) => name)), [["Bo", "Bo Lind"], [], ["Bo Lind"]]);
});

test("a long text is cut where a reader would pause, and nothing of it is lost", () => {
  assert.deepEqual(partsOf("short", 20), ["short"]);
  assert.deepEqual(partsOf("one two three. four five six", 20), ["one two three.", "four five six"]);
  assert.deepEqual(partsOf("first block\n\nsecond\nblock", 20), ["first block", "second\nblock"]);
  const text = Array.from({ length: 500 }, (_, number) => `word${number}`).join(" ");
  const parts = partsOf(text, 100);
  assert.ok(parts.every((part) => lengthOf(part) <= 100));
  assert.equal(parts.join(" "), text);
});

test("one long word is cut between letters", () => {
  const parts = partsOf("👩‍👩‍👧‍👦".repeat(30), 50);
  assert.ok(parts.every((part) => lengthOf(part) <= 50 && lengthOf(part) % 7 === 0));
  assert.equal(parts.join(""), "👩‍👩‍👧‍👦".repeat(30));
});

test("code that is cut is code in both parts, with its indentation", () => {
  const code = Array.from({ length: 12 }, (_, number) => `  line ${number}`).join("\n");
  const parts = partsOf(`Look:\n\`\`\`js\n${code}\n\`\`\``, 80);
  assert.ok(parts.length > 1);
  for (const part of parts) assert.equal(part.match(/^```/gm).length, 2, part);
  assert.ok(parts[1].startsWith("```js\n  line"));
  assert.ok(parts.every((part) => lengthOf(part) <= 80));
});

test("a text is counted as it will be stored", () => {
  assert.deepEqual(["e\u0301", "\u0958", "👩‍🚀"].map(lengthOf), [1, 2, 3]);
});
