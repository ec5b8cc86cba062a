// What becomes of a text in the box: a command, a mention, a message, or several.

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionIn, commandIn, isMessage, unknownCommandIn } from "../../client/text/slash-commands.js";
import { finderOf, isMentioned, mentionAt, suggestions } from "../../client/text/mentions.js";
import { lengthOf, trimmed } from "../../client/text/normalize.js";
import { partsOf } from "../../client/text/split.js";
import { testResults } from "./support/results.js";

const NO_COMMANDS = ["/etc/passwd", "/helper", "/names", " /help", "/me waves", "//name x", "/name is a route\nthat we need", "/name\n\nx"];
const UNKNOWN = ["/join design", "/nick", "/msg Bo secret", "/Help", "/köln", "/add-reaction\nx", "/name2 Bo"];
const MESSAGES = ["/etc/hosts", "/r/design", "//join design", " /join", "/", "/ join", "/2 cups", "/me", "/me waves", "/help", "/name Bo", "/shrug.", "a /join"];
const ANA_IS_IN = [
  "@ANA?", "Hi **@Ana**, *@Ana*", "- a\n- @Ana", "/me greets @Ana", "> x\n@Ana", "1. @Ana `@Bo`", "@Ana" + " *a*".repeat(300), "@Ana Maria and @Ana",
];
const ANA_IS_NOT_IN = [
  "`@Ana`", "``a ` @Ana``", "```\n@Ana\n```", "https://a.example/@Ana", "> @Ana", "> - @Ana", "ana@Ana", "@Anastasia", "@Bo", "/me `@Ana`",
  "@Ana Maria", "@Ana **Maria**",
];
const NO_MENTIONS = ["a@b", "hi", "@a\nb", `@${"x".repeat(40)}`];

const people = (...names) => names.map((name) => ({ id: name, name }));
const said = (name, seq) => ({ from: { id: name }, seq });
const room = { people: people("Ana", "Bo Lind", "Boris", "Óla Bo"), messages: [said("Bo Lind", 1), said("Boris", 2)], you: { id: "Ana" } };
const suggestedIn = (state) => (typed) => suggestions(state, typed).map(({ name }) => name);

testResults({
  "a text with a slash is a command only if it is one we know": [
    commandIn, ["/help", { name: "help" }], ["/name  Zoë 🦊 ", { name: "name", value: "Zoë 🦊" }], ["/name", { name: "name", value: "" }],
    ...NO_COMMANDS.map((text) => [text, null]),
  ],
  "a word that looks like a command and is none is known as such, a path is not":
    [unknownCommandIn, ...UNKNOWN.map((text) => [text, text.split(/\s/u)[0]]), ...MESSAGES.map((text) => [text, null])],
  "an action is what follows /me":
    [actionIn, ["/me waves\ntwice", "waves\ntwice"], ["/me", null], ["/me ", null], ["/mean", null], ["I /me", null]],
  "typing is reported for messages, not for commands":
    [isMessage, ["Hi", true], ["/me wav", true], [" ", false], ["", false], ["/na", false], ["/name Bo", false], ["/", false]],
  "a mention is a whole name behind an @, in upper or lower case, and the longer of two names that match": [
    ([text, ...names]) => finderOf(names)(text).map(({ name }) => name),
    [["@ana, (@Bo!) and @BO's", "Ana", "Bo"], ["ana", "Bo", "BO"]], [["ana@bo.org @@Bo @Bob @Bo_", "Bo"], []], [["@小明你好", "小明"], ["小明"]],
    [["@a.c @a+c", "a.c"], ["a.c"]], [["@Ann Lee is not @Ann", "Ann", "Ann Lee"], ["Ann Lee", "Ann"]], [["@ @x", "", ""], []],
  ],
  "a person is mentioned in what the author says, and not in code, a link or a quote": [
    (text) => isMentioned("Ana", text, ["Ana Maria"]), ...ANA_IS_IN.map((text) => [text, true]), ...ANA_IS_NOT_IN.map((text) => [text, false]),
  ],
  "a mention begins at an @ that begins a word, and may have spaces": [
    (text) => mentionAt(text.replace("|", ""), `${text}|`.indexOf("|")), ["hi @bri ott", { start: 3, typed: "bri ott" }],
    ["hi @b|ri", { start: 3, typed: "b" }], ["@", { start: 0, typed: "" }], ...NO_MENTIONS.map((text) => [text, null]),
  ],
  "suggested are people whose name starts so, those with the latest message first, and never ourselves": [
    suggestedIn(room), ["bo", ["Boris", "Bo Lind", "Óla Bo"]], ["ola", ["Óla Bo"]], ["", ["Boris", "Bo Lind", "Óla Bo"]],
    ["ana", []], ["Boris", []], ["Boris ", []], ["Bo ", ["Bo Lind"]],
  ],
  "a whole name that begins another one is not completed to it":
    [suggestedIn({ ...room, people: people("Bo Lind", "Bo") }), ["bo", ["Bo", "Bo Lind"]], ["bo ", []], ["bo l", ["Bo Lind"]]],
  "a text is trimmed without its indentation, and well-formed": [trimmed, ["\n\n  a\n\n b \ud83d \n", "  a\n\n b \uFFFD"],
    ["\va\r\nb\rc\vd\fe\u0085f\u2028g\u2029h\u0085", "a\nb\nc\nd\ne\nf\ng\nh"]],
  "a text is counted as it will be stored": [lengthOf, ["e\u0301", 1], ["\u0958", 2], ["👩‍🚀", 3]],
  "a long text is split at the end of a paragraph, sentence or word": [
    (text) => partsOf(text, 20), ["short", ["short"]], ["one two three. four five six", ["one two three.", "four five six"]],
    ["first block\n\nsecond\nblock", ["first block", "second\nblock"]],
  ],
});

test("nothing of a long text is lost when it is split, and one long word is split between graphemes", () => {
  const family = "👩‍👩‍👧‍👦";
  const words = Array.from({ length: 500 }, (_, number) => `word${number}`).join(" ");
  for (const [text, limit, space, unit] of [[words, 100, " ", 1], [family.repeat(30), 50, "", lengthOf(family)]]) {
    const parts = partsOf(text, limit);
    assert.ok(parts.every((part) => lengthOf(part) <= limit && lengthOf(part) % unit === 0));
    assert.equal(parts.join(space), text);
  }
});

test("a code block that is split is a code block in all parts, with its indentation", () => {
  const code = Array.from({ length: 12 }, (_, number) => `  line ${number}`).join("\n");
  const parts = partsOf(`Look:\n\`\`\`js\n${code}\n\`\`\``, 80);
  assert.ok(parts.length > 1 && parts[1].startsWith("```js\n  line"));
  for (const part of parts) assert.ok(part.match(/^```/gm).length === 2 && lengthOf(part) <= 80, part);
});
