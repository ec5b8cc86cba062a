// The formatting of messages: what is formatted, what stays as it was typed, and that no text takes long to read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isOnlyEmoji } from "../../client/text/emoji.js";
import { blocksOf, plainText } from "../../client/text/blocks.js";
import { partsOf } from "../../client/text/inline.js";

// A short notation: b(bold) i(italic) c(code) a(link).
const short = (part) =>
  typeof part === "string" ? part : `${{ bold: "b", italic: "i", code: "c", link: "a" }[part.kind]}(${part.text ?? part.parts.map(short).join("")})`;
const inline = (text) => partsOf(text).map(short).join("");
const block = ({ kind, parts, text, blocks, items, start }) =>
  ({
    text: () => parts.map(short).join(""),
    code: () => `[code ${text}]`,
    quote: () => `[quote ${blocks.map(block).join("|")}]`,
    list: () => `[${start ?? "-"} ${items.map(({ depth, parts }) => "·".repeat(depth) + parts.map(short).join("")).join("|")}]`,
  })[kind]();
const whole = (text) => blocksOf(text).map(block).join(" / ");
const all = (read, cases) => {
  for (const [text, wanted] of Object.entries(cases)) assert.equal(read(text), wanted, text);
};

test("text between marks is bold, italic or code", () =>
  all(inline, {
    "a **b** c": "a b(b) c",
    "*a* and _b_": "i(a) and i(b)",
    "***both***": "b(i(both))",
    "**a *b* c**": "b(a i(b) c)",
    "*a **b***": "i(a b(b))",
    "(*a*), **b**!": "(i(a)), b(b)!",
    "`a *b* c` `d`": "c(a *b* c) c(d)",
    "你好**粗体**文字": "你好b(粗体)文字",
    "**два слова**": "b(два слова)",
    "*👍 ok*": "i(👍 ok)",
  }));

test("characters that only look like marks stay as they were typed", () => {
  const texts = [
    "2 * 3 * 4", "2*3*4", "snake_case_name", "__init__", "****", "**", "a ** b", "*", "¯\\_(ツ)_/¯", "**open", "close**",
    "`", "``", "`open", "a`\nb`", "5 > 3", "*a\\", "f(*args, **kwargs)", "# not a heading", "[a](b)", "<b>",
  ];
  for (const text of texts) assert.deepEqual(partsOf(text), [text]);
});

test("marks that cross or have no partner do not disable others", () =>
  all(inline, { "*a **b* c**": "i(a **b) c**", "*a *b*": "*a i(b)", "**a *b**": "b(a *b)" }));

test("an address is a link, without the punctuation around it", () =>
  all(inline, {
    "see https://a.example/x.": "see a(https://a.example/x).",
    "(https://a.example/b_(c))": "(a(https://a.example/b_(c)))",
    "**https://a.example/**": "b(a(https://a.example/))",
    "https://a.example/snake_case_x?y=*z*": "a(https://a.example/snake_case_x?y=*z)*",
    "HTTP://A.example": "a(HTTP://A.example)",
    "链接：https://a.example": "链接：a(https://a.example)",
    "`https://a.example`": "c(https://a.example)",
  }));

test("nothing else is a link: no script, no user name before the host, no character that changes the direction", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "https://", "https://bank.example@evil.example", "xhttps://a.example", "ftp://a.example"])
    assert.ok(!inline(text).includes("a("), text);
  assert.equal(partsOf("https://a.example/\u202Egpj.exe")[0].href, "https://a.example/");
});

test("code between fences stays as it is, also with fences in odd places", () =>
  all(whole, {
    "```\na\n  *b*\n```": "[code a\n  *b*]",
    "```js\na```": "[code a]",
    "```a b\nc\n```": "[code a b\nc]",
    "```one line```": "[code one line]",
    "```\nnever closed": "[code never closed]",
    "before\n\n```\na\n\nb\n```\nafter": "before / [code a\n\nb] / after",
    "```": "```",
    "```\n\n```": "```\n\n```",
  }));

test("quotes and lists are lines that begin with a mark and a space", () =>
  all(whole, {
    "> a\n> *b*\nc": "[quote a\ni(b)] / c",
    "> > a": "[quote > a]",
    "> - a\n> - b": "[quote [- a|b]]",
    "- a\n- b\n  - c": "[- a|b|·c]",
    "* a\n* *b*": "[- a|i(b)]",
    "3. a\n4. b": "[3 a|b]",
    "1) a": "[1 a]",
    "to do:\n- a\n\nthen": "to do: / [- a] / then",
    "- a\n1. b": "[- a] / [1 b]",
  }));

test("an emoticon, a comparison, a number and a dash are neither", () => {
  for (const text of [">:(", ">= 3", "-5 degrees", "- ", "-", "2026. A year", "1.5 km", "*a", "a\n\n\nb", "  a"])
    assert.deepEqual(blocksOf(text), [{ kind: "text", parts: [text] }], text);
});

test("a text of more than 200 pieces is shown as it was typed", () => {
  const pieces = ["- a\n", "*a* ", "http://a ", "- a\nb\n", "> a\nb\n", "> - *a*\n", "```a```\n"];
  for (const piece of pieces) assert.deepEqual(blocksOf(piece.repeat(201)), [{ kind: "text", parts: [piece.repeat(201)] }]);
  assert.equal(blocksOf("```a```\n".repeat(66)).length, 66);
  assert.equal(blocksOf("```a```\n".repeat(67)).length, 1);
  assert.equal(blocksOf("- a\n".repeat(199).trim())[0].items.length, 199);
  assert.equal(blocksOf("*a* ".repeat(199))[0].parts.filter(({ kind }) => kind === "italic").length, 199);
});

test("text to be read out has no marks", () =>
  assert.equal(plainText("**a** `b`\n- c\n> *d*\n```\ne\n```"), "a b\nc\nd\ne"));

test("a message of only a few emoji is large", () => {
  for (const text of ["👍", "👩‍👩‍👧‍👦 🏳️‍🌈", "👍🏽👍🏽", "1️⃣", "🇩🇪"]) assert.ok(isOnlyEmoji(text), text);
  for (const text of ["", " ", "1", "#", "👍 a", "👍".repeat(9), "🏽".repeat(4_000), "👍🏽".repeat(100) + "x"]) assert.ok(!isOnlyEmoji(text), text);
});

// A quadratic algorithm would take minutes here, and the runner gives up after two.
test("a long hostile text is read in linear time", () => {
  const pieces = [
    "*a ", "**a ", "*", "_", "`", "``a", "*a **b _c ", "> ", ">", "```\n", "- ", "  - a\n", "http://", "https://a.example/", ")", "(",
    "https://a.example/" + ")".repeat(50), "*a*", "a*", "1. ", "`a\n", "**a *b** c* ", "***a ", "a***", "👍🏽", "\\_", "> ```\n", " ",
  ];
  for (const piece of pieces) assert.ok(blocksOf(piece.repeat(300_000 / piece.length)).length > 0 || piece.trim() === "", piece);
  assert.ok(blocksOf("https://a.example/" + ")".repeat(300_000)).length > 0);
});
