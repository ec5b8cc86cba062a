// What becomes of a text in the box: a command, a mention, a message, or several.

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionIn, commandIn, isMessage, unknownCommandIn } from "../../client/text/slash-commands.js";
import { finderOf, isMentioned, mentionAt, suggestions } from "../../client/text/mentions.js";
import { lengthOf, trimmed } from "../../client/text/normalize.js";
import { partsOf } from "../../client/text/split.js";

const found = (text, ...names) => finderOf(names)(text).map(({ name }) => name);

test("a text with a slash is a command only if it is one we know", () => {
  assert.deepEqual(["/help", "/name  Zoë 🦊 ", "/name"].map(commandIn), [{ name: "help" }, { name: "name", value: "Zoë 🦊" }, { name: "name", value: "" }]);
  for (const text of ["/etc/passwd", "/helper", "/names", " /help", "/me waves", "//name x", "/name is a route\nthat we need", "/name\n\nx"])
    assert.equal(commandIn(text), null, text);
});

test("a word that looks like a command and is none is known as such, a path is not", () => {
  const looks = ["/join design", "/nick", "/msg Bo secret", "/Help", "/köln", "/add-reaction\nx", "/name2 Bo"];
  assert.deepEqual(looks.map(unknownCommandIn), ["/join", "/nick", "/msg", "/Help", "/köln", "/add-reaction", "/name2"]);
  for (const text of ["/etc/hosts", "/r/design", "//join design", " /join", "/", "/ join", "/2 cups", "/me", "/me waves", "/help", "/name Bo", "/shrug.", "a /join"])
    assert.equal(unknownCommandIn(text), null, text);
});

test("an action is what follows /me", () =>
  assert.deepEqual(["/me waves\ntwice", "/me", "/me ", "/mean", "I /me"].map(actionIn), ["waves\ntwice", null, null, null, null]));

test("typing is reported for messages, not for commands", () =>
  assert.deepEqual(["Hi", "/me wav", " ", "", "/na", "/name Bo", "/"].map(isMessage), [true, true, false, false, false, false, false]));

test("a mention is a whole name behind an @, in upper or lower case, and the longer of two names that match", () => {
  const cases = [
    ["@ana, (@Bo!) and @BO's", ["Ana", "Bo"], ["ana", "Bo", "BO"]], ["ana@bo.org @@Bo @Bob @Bo_", ["Bo"], []], ["@小明你好", ["小明"], ["小明"]],
    ["@a.c @a+c", ["a.c"], ["a.c"]], ["@Ann Lee is not @Ann", ["Ann", "Ann Lee"], ["Ann Lee", "Ann"]], ["@ @x", ["", ""], []],
  ];
  for (const [text, names, mentioned] of cases) assert.deepEqual(found(text, ...names), mentioned, text);
});

test("a person is mentioned in what the author says, and not in code, a link or a quote", () => {
  const yes = ["@ANA?", "Hi **@Ana**, *@Ana*", "- a\n- @Ana", "/me greets @Ana", "> x\n@Ana", "1. @Ana `@Bo`", "@Ana" + " *a*".repeat(300)];
  const no = ["`@Ana`", "``a ` @Ana``", "```\n@Ana\n```", "https://a.example/@Ana", "> @Ana", "> - @Ana", "ana@Ana", "@Anastasia", "@Bo", "/me `@Ana`"];
  for (const [texts, wanted] of [[yes, true], [no, false]])
    for (const text of texts) assert.equal(isMentioned("Ana", text, ["Ana Maria"]), wanted, text);
  assert.deepEqual(["@Ana Maria", "@Ana **Maria**", "@Ana Maria and @Ana"].map((text) => isMentioned("Ana", text, ["Ana Maria"])), [false, false, true]);
});

test("a mention begins at an @ that begins a word, and may have spaces", () => {
  const cases = [["hi @bri ott", 11, { start: 3, typed: "bri ott" }], ["hi @bri", 5, { start: 3, typed: "b" }], ["@", 1, { start: 0, typed: "" }]];
  for (const [text, caret, mention] of cases) assert.deepEqual(mentionAt(text, caret), mention);
  for (const text of ["a@b", "hi", "@a\nb", `@${"x".repeat(40)}`]) assert.equal(mentionAt(text, text.length), null);
});

test("suggested are people whose name starts so, those with the latest message first, and never ourselves", () => {
  const people = (...names) => names.map((name) => ({ id: name, name }));
  const said = (name, seq) => ({ from: { id: name }, seq });
  const state = { people: people("Ana", "Bo Lind", "Boris", "Óla Bo"), messages: [said("Bo Lind", 1), said("Boris", 2)], you: { id: "Ana" } };
  const few = { ...state, people: people("Bo Lind", "Bo") };
  const names = (state, typed) => suggestions(state, typed).map(({ name }) => name);
  const cases = { bo: ["Boris", "Bo Lind", "Óla Bo"], ola: ["Óla Bo"], "": ["Boris", "Bo Lind", "Óla Bo"], ana: [], Boris: [], "Boris ": [], "Bo ": ["Bo Lind"] };
  for (const [typed, suggested] of Object.entries(cases)) assert.deepEqual(names(state, typed), suggested, typed);
  assert.deepEqual(["bo", "bo ", "bo l"].map((typed) => names(few, typed)), [["Bo", "Bo Lind"], [], ["Bo Lind"]]);
});

test("a text is trimmed without its indentation, well-formed, and counted as it will be stored", () => {
  assert.equal(trimmed("\n\n  a\n\n b \ud83d \n"), "  a\n\n b \uFFFD");
  assert.equal(trimmed("\va\r\nb\rc\vd\fe\u0085f\u2028g\u2029h\u0085"), "a\nb\nc\nd\ne\nf\ng\nh");
  assert.deepEqual(["e\u0301", "\u0958", "👩‍🚀"].map(lengthOf), [1, 2, 3]);
});

test("a long text is split at the end of a paragraph, sentence or word, and nothing of it is lost", () => {
  assert.deepEqual(partsOf("short", 20), ["short"]);
  assert.deepEqual(partsOf("one two three. four five six", 20), ["one two three.", "four five six"]);
  assert.deepEqual(partsOf("first block\n\nsecond\nblock", 20), ["first block", "second\nblock"]);
  const text = Array.from({ length: 500 }, (_, number) => `word${number}`).join(" ");
  const parts = partsOf(text, 100);
  assert.ok(parts.every((part) => lengthOf(part) <= 100));
  assert.equal(parts.join(" "), text);
});

test("one long word is split between graphemes", () => {
  const family = "👩‍👩‍👧‍👦";
  const parts = partsOf(family.repeat(30), 50);
  assert.ok(parts.every((part) => lengthOf(part) <= 50 && lengthOf(part) % 7 === 0));
  assert.equal(parts.join(""), family.repeat(30));
});

test("a code block that is split is a code block in all parts, with its indentation", () => {
  const code = Array.from({ length: 12 }, (_, number) => `  line ${number}`).join("\n");
  const parts = partsOf(`Look:\n\`\`\`js\n${code}\n\`\`\``, 80);
  assert.ok(parts.length > 1 && parts[1].startsWith("```js\n  line"));
  for (const part of parts) assert.ok(part.match(/^```/gm).length === 2 && lengthOf(part) <= 80, part);
});
