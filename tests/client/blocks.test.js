// The formatting of messages: what is formatted, what stays as it was typed, and that no text takes long to read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf, endsInCode, plainText } from "../../client/text/blocks.js";
import { isOnlyEmoji } from "../../client/text/emoji.js";
import { inlineParts } from "../../client/text/inline.js";
import { testResults } from "./support/table-tests.js";

// A short notation: b(bold) i(italic) c(code) a(link), [code …] [quote …] [- list|- of|- items] [1 numbered|2 items].
const SIGNS = { bold: "b", italic: "i", code: "c", link: "a" };
const short = (part) => (typeof part === "string" ? part : `${SIGNS[part.kind]}(${part.text ?? part.parts.map(short).join("")})`);
const line = (parts) => parts.map(short).join("");
const BLOCKS = {
  text: ({ parts }) => line(parts),
  code: ({ text }) => `[code ${text}]`,
  quote: ({ blocks }) => `[quote ${blocks.map(block).join("|")}]`,
  list: ({ isNumbered, items }) =>
    `[${items.map(({ number, depth, parts }) => `${"·".repeat(depth)}${isNumbered ? number : "-"} ${line(parts)}`).join("|")}]`,
};
const block = (one) => BLOCKS[one.kind](one);
const whole = (text) => blocksOf(text).map(block).join(" / ");

const FORMATTED = {
  "text between marks is bold, italic or code": {
    "a **b** c": "a b(b) c", "*a* and _b_": "i(a) and i(b)", "***both***": "b(i(both))", "**a *b* c**": "b(a i(b) c)", "*a **b***": "i(a b(b))",
    "(*a*), **b**!": "(i(a)), b(b)!", "see ```x``` ok": "see c(x) ok", "```x``` ok": "c(x) ok", "```a``` and ```b```": "c(a) and c(b)", "``a`b``": "c(a`b)",
    "`` `a` `` ``b``": "c(`a`) c(b)", "` a` ` `": "c( a) c( )", "``a` `b``": "c(a` `b)", "``a `b`": "``a c(b)", "`a *b* c` `d`": "c(a *b* c) c(d)", "你好**粗体**文字": "你好b(粗体)文字", "**강조**입니다": "b(강조)입니다", "**два слова**": "b(два слова)", "*👍 ok*": "i(👍 ok)",
  },
  "marks that cross or have no partner do not disable others": { "*a **b* c**": "i(a **b) c**", "*a *b*": "*a i(b)", "**a *b**": "b(a *b)" },
  "an address is a link, without the punctuation around it": {
    "see https://a.example/x.": "see a(https://a.example/x).", "https://a.example/?a=1,2, and https://a.example?a=1,2": "a(https://a.example/?a=1,2), and a(https://a.example?a=1,2)", "HTTP://A.example": "a(HTTP://A.example)", "`https://a.example`": "c(https://a.example)",
    "Siehe „https://a.example“.": "Siehe „a(https://a.example)“.", "«https://a.example/x», ‘https://a.example’s’": "«a(https://a.example/x)», ‘a(https://a.example)’s’",
    "https://a.example/a。请看": "a(https://a.example/a)。请看", "https://a.example，（https://b.example）": "a(https://a.example)，（a(https://b.example)）",
    "「https://a.example/x」、https://a.example！": "「a(https://a.example/x)」、a(https://a.example)！", "https://a.example؟ https://a.example/x، نعم": "a(https://a.example)؟ a(https://a.example/x)، نعم",
    '{\\"a\\":\\"https://a.example/x\\"}': '{\\"a\\":\\"a(https://a.example/x)\\"}', "https://a.example/x\\n": "a(https://a.example/x)\\n",
    "https://a.example।": "a(https://a.example)।", "https://a.example,https://b.example;": "a(https://a.example),a(https://b.example);", "https://a.example—so": "a(https://a.example)—so",
    "https://a.example... https://a.example:8000: 'https://a.example/x'": "a(https://a.example)... a(https://a.example:8000): 'a(https://a.example/x)'", "https://a.example👍- https://a.example-": "a(https://a.example)👍- a(https://a.example)-",
  },
  "letters of other scripts stand directly before an address, end its host, and belong to its path": {
    "你好https://a.example": "你好a(https://a.example)", "ดูที่https://a.example/x": "ดูที่a(https://a.example/x)", "https://a.example请看": "a(https://a.example)请看",
    "https://a.example/設計とhttps://b.example": "a(https://a.example/設計)とa(https://b.example)", "https://a.example/https://b.example": "a(https://a.example/https://b.example)",
    "https://a.example和https://b.example/w/設計?q=ü": "a(https://a.example)和a(https://b.example/w/設計?q=ü)", "https://a.example와b.example": "a(https://a.example)와b.example",
    "https://例え.テスト/Col·lecció/ジョン・レノン": "a(https://例え.テスト/Col·lecció/ジョン・レノン)", "https://www.a設計.example https://bücher.example": "a(https://www.a設計.example) a(https://bücher.example)",
    "http://localhost:8000你好": "a(http://localhost:8000)你好", "https://пример.рф你好": "a(https://пример.рф)你好", "https://пример.рфを見て": "a(https://пример.рф)を見て",
    "https://موقع.وزارةです": "a(https://موقع.وزارة)です", "https://例え.テスト見てください": "a(https://例え.テスト)見てください", "https://中国.中国abc": "a(https://中国.中国)abc",
    "https://παράδειγμα.ελ와": "a(https://παράδειγμα.ελ)와", "http://10.0.0.1你好": "a(http://10.0.0.1)你好", "https://a.example１２": "a(https://a.example)１２", "https://a.exampleＡ社": "a(https://a.example)Ａ社",
    "https://a.example² https://a.example①": "a(https://a.example)² a(https://a.example)①", "https://a-设.example-你": "a(https://a-设.example)-你",
  },
  "invisible signs within a host do not end it": {
    "https://exam\u00adple.com": "a(https://exam\u00adple.com)", "https://exam\u200bple.com/x": "a(https://exam\u200bple.com/x)", "https://a.example\u200bSo": "a(https://a.example)\u200bSo",
    "https://a.example\u00ad ok": "a(https://a.example)\u00ad ok", "https://a.example\u2060https://b.example": "a(https://a.example)\u2060a(https://b.example)",
  },
  "an address ends where the next one or something around it follows": {
    "(https://a.example/a),(https://a.example/b)": "(a(https://a.example/a)),(a(https://a.example/b))", "[https://a.example/a]: x": "[a(https://a.example/a)]: x", "{https://a.example/(b)}c)": "{a(https://a.example/(b))}c)",
    "https://a.example/a,https://b.example/b;https://a.example/c|https://b.example": "a(https://a.example/a),a(https://b.example/b);a(https://a.example/c)|a(https://b.example)",
    "*https://a.example/a*,*https://b.example/b*": "i(a(https://a.example/a)),i(a(https://b.example/b))", "https://a.example/https://b.example/c,d": "a(https://a.example/https://b.example/c,d)",
    "❝https://a.example/a❞ ❛https://a.example/a❜ ❛https://a.example❛": "❝a(https://a.example/a)❞ ❛a(https://a.example/a)❜ ❛a(https://a.example)❛", "https://a.example/a｜題": "a(https://a.example/a)｜題",
    "https://a.example./a?b https://a.example.?": "a(https://a.example./a?b) a(https://a.example).?", "http://localhost:123456": "http://localhost:123456",
    "|https://a.example/a|https://b.example/b| https://a.example/a|b": "|a(https://a.example/a)|a(https://b.example/b)| a(https://a.example/a|b)", "'https://a.example/a','https://b.example/b'": "'a(https://a.example/a)','a(https://b.example/b)'",
    "https://a.example/a→https://b.example/b👍🏽~~https://c.example/हिन्दी": "a(https://a.example/a)→a(https://b.example/b)👍🏽~~a(https://c.example/हिन्दी)", "★https://a.example/a★,★https://b.example/b★": "★a(https://a.example/a)★,★a(https://b.example/b)★",
    "https://a.example:https://b.example": "a(https://a.example):a(https://b.example)",
  },
  "an IPv6 host ends at its bracket": {
    "http://[2001:db8::1].": "a(http://[2001:db8::1]).", "http://[::1]です": "a(http://[::1])です", "http://[::1]-x": "a(http://[::1])-x", "http://[::1]:80/x": "a(http://[::1]:80/x)",
    "http://[::ffff:1.2.3.4]": "a(http://[::ffff:1.2.3.4])", "http://[::1]@evil.example": "http://[::1]@evil.example",
  },
  "a bracket or mark at the end of an address belongs to it unless it was opened before": {
    "https://a.example/abcdefghij_": "a(https://a.example/abcdefghij_)", "https://a.example/a?x=[1]": "a(https://a.example/a?x=[1])", "http://[::1]": "a(http://[::1])",
    "[http://[::1]:8000]": "[a(http://[::1]:8000)]", "(https://a.example/b_(c))": "(a(https://a.example/b_(c)))", "（see https://a.example/x)": "（see a(https://a.example/x))",
    "(a) https://a.example/b)": "(a) a(https://a.example/b))", "[{https://a.example/{x}}]": "[{a(https://a.example/{x})}]", "**https://a.example/**": "b(a(https://a.example/))",
    "_https://a.example/x__": "i(a(https://a.example/x_))", "__https://a.example/x__": "__a(https://a.example/x)__", "see ____https://a.example/x_____ on": "see ____a(https://a.example/x_)____ on", "*see* https://a.example/*": "i(see) a(https://a.example/*)", "https://a.example/snake_case_x?y=*z*": "a(https://a.example/snake_case_x?y=*z*)",
    "**https://a.example**, *https://a.example* <https://a.example><br>": "b(a(https://a.example)), i(a(https://a.example)) <a(https://a.example)><br>",
    "***a https://a.example/x***.": "b(i(a a(https://a.example/x))).",
    "https://a.example/'x' https://a.example/?q='x'. https://a.example/x'": "a(https://a.example/'x') a(https://a.example/?q='x'). a(https://a.example/x)'",
    "'https://a.example/?q='x'' ''https://a.example/x'' 'see https://a.example/it's'": "'a(https://a.example/?q='x')' ''a(https://a.example/x)'' 'see a(https://a.example/it's)'",
    "~~https://a.example/a~~ ~https://a.example/~b/~": "~~a(https://a.example/a)~~ ~a(https://a.example/~b/)~", "~~see https://a.example/a~~!": "~~see a(https://a.example/a)~~!", "https://a.example/a~": "a(https://a.example/a~)",
    "★https://a.example/a★ →https://a.example/←. ★★https://a.example★★": "★a(https://a.example/a)★ →a(https://a.example/)←. ★★a(https://a.example)★★", "https://a.example/★ →https://a.example/?a==": "a(https://a.example/★) →a(https://a.example/?a==)",
    "👉🏽https://a.example/👩‍💻👈🏿 ▶️https://a.example/a◀️": "👉🏽a(https://a.example/)👩‍💻👈🏿 ▶️a(https://a.example/a)◀️",
    "-https://a.example/a- a=https://a.example/?a==": "-a(https://a.example/a-) a=a(https://a.example/?a==)",
  },
  "an address with a doubled beginning is not a link, but the inner one is": {
    "https://https://a.example/a": "https://a(https://a.example/a)", "HTTP://HTTPS://a.example": "HTTP://a(HTTPS://a.example)", "https://a.examplehttps://b.example/": "https://a.examplehttps://b.example/",
    "http://https//a.example": "http://https//a.example", "https://ftp://a.example": "https://ftp://a.example", "http://http/a http://https.example//a": "a(http://http/a) a(http://https.example//a)",
  },
  "code between fences stays as it is, also with fences in odd places": {
    "```\na\n  *b*\n```": "[code a\n  *b*]", "```js\na```": "[code a]", "```a b\nc\n```": "[code a b\nc]", "```one line```": "[code one line]",
    "```\nnever closed": "[code never closed]", "before\n\n```\na\n\nb\n```\nafter": "before / [code a\n\nb] / after", "```": "```", "```\n\n```": "```\n\n```",
    "```js\na\n``` b\nc": "[code a] / b\nc", "a ```\nb\n  ``` *c*": "a / [code b] / i(c)", "```a()\nb()``` c": "[code a()\nb()] / c", "```\na\n```. B": "[code a] / . B", "```\na\n```b\n```": "[code a\n```b]", '```\n"```"\n```。B': '[code "```"] / 。B',
    "```\na\n```你好": "[code a] / 你好", "log:```\na\n```": "log: / [code a]", "代码：```js\na\n```)": "代码： / [code a] / )", "(```\na\n```)": "( / [code a] / )",
    "see ```x y\nz``` ok": "see / [code x y\nz] / ok", "````\na\n``` b\n````": "[code a\n``` b]",
    "````\na\n```\nb\n````": "[code a\n```\nb]", "```\na\n`````": "[code a]", "````js a````": "[code js a]", "  ```\n  a\n    b\n c\n  ```": "[code a\n  b\nc]",
    "see `x`: ```\na\n```\nb": "see c(x): / [code a] / b", "- ```\n  a\n  ```\n- b": "[code a] / [- b]", "1. ```js\n   a\n   ```\n2. b\nc": "1. / [code a] / [2 b] / c",
    "Look: ```js\na\n```\nb": "Look: / [code a] / b", "Look: ```a b\nc\n```\nd": "Look: / [code a b\nc] / d", "Look ```js\n```\na\n```\nb\n```": "Look ```js\n```\na / [code b]",
    "> ````\n> a\n> ````": "[quote [code a]]", "a ```\nb": "a ```\nb", "a```\nb\n```": "a```\nb\n```",
    "- ```a```\n- ```\n  b\n  ```\n- c": "[- c(a)] / [code b] / [- c]", "- a\n- ```\n- b": "[- a|- ```|- b]", "a ```b``` then ```\nc\n```\nd": "a c(b) then / [code c] / d", "a ```b``` c ``` d\n```": "a c(b) c ``` d\n```",
  },
  "quotes and lists are lines that begin with a mark and a space": {
    "> a\n> *b*\nc": "[quote a\ni(b)] / c", "> > a": "[quote > a]", "> - a\n> - b": "[quote [- a|- b]]", "- a\n- b\n  - c": "[- a|- b|·- c]", "* a\n* *b*": "[- a|- i(b)]",
    "3. a\n4. b": "[3 a|4 b]", "2. yes\n4. no\n3. both\n0. none": "[2 yes|4 no|3 both|0 none]", "1. a\n  1. b\n2. c": "[1 a|·1 b|2 c]", "1) a": "[1 a]", "to do:\n- a\n\nthen": "to do: / [- a] / then", "- a\n1. b": "[- a] / [1 b]",
  },
};
for (const [claim, cases] of Object.entries(FORMATTED)) testResults({ [claim]: [whole, ...Object.entries(cases)] });

const AS_TYPED = {
  "characters that only look like marks": [
    "2 * 3 * 4", "2*3*4", "snake_case_name", "__init__", "****", "**", "a ** b", "*", "¯\\_(ツ)_/¯", "**open", "close**",
    "`", "``", "`open", "``a`", "a`\nb`", "5 > 3", "*a\\", "f(*args, **kwargs)", "# not a heading", "[a](b)", "<b>", "@_Bo_ and @**Cy**",
  ],
  "an emoticon, a comparison, a number, a dash, and signs of a quote before nothing": [">", "> ", ">\n> ", ">:(", ">= 3", "-5 degrees", "- ", "-", "2026. A year", "007. Bond", "1.5 km", "*a", "a\n\n\nb", "  a"],
  "more than 200 pieces": ["- a\n", "*a* ", "http://a ", "- a\nb\n", "> a\nb\n", "> - *a*\n", "```a```\n"].map((piece) => piece.repeat(201)),
};
for (const [what, texts] of Object.entries(AS_TYPED))
  test(`${what}: shown as typed`, () => texts.forEach((text) => assert.deepEqual(blocksOf(text), [{ kind: "text", parts: [text] }], text)));

test("up to 200 pieces are formatted, and a code block counts as five", () => {
  assert.deepEqual(["```a```\n".repeat(39), "```a```\n".repeat(40)].map((text) => blocksOf(text).length), [39, 1]);
  assert.equal(blocksOf("- a\n".repeat(199).trim())[0].items.length, 199);
  assert.equal(blocksOf("*a* ".repeat(199))[0].parts.filter(({ kind }) => kind === "italic").length, 199);
});

test("nothing else is a link: no script, no user name before the host, no port that is no number, no variable in the host, no character that changes the direction", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "https://", "https://bank.example@evil.example", "https://bank.example:x@evil.example", "https://a%2eexample", "https://i❤.example", "xhttps://a.example", "http://localhost:$PORT/x", "https://a.example:80a/", "https://a.example:<port>/", "https://a.example:٨٠/", "http://[::1]:{port}", "https://api-$ENV.a.example/x", "https://api.{{env}}.a.example", "https://a.<domain>/x", "https://a.*.example", "ftp://a.example"])
    assert.ok(!whole(text).includes("a("), text);
  assert.equal(inlineParts("https://a.example/\u202Egpj.exe")[0].href, "https://a.example/");
});

test("an address ends before the punctuation of every script", () => {
  const signs = Array.from({ length: 0x1ff80 }, (_, index) => String.fromCodePoint(index + 0x80)).filter((sign) => /\p{P}/u.test(sign));
  assert.ok(signs.length > 700);
  for (const sign of signs) assert.equal(whole(`${sign}https://a.example${sign} https://a.example/x${sign}`), `${sign}a(https://a.example)${sign} a(https://a.example/x)${sign}`);
});

test("a text ends in code as long as a fence is not closed", () => {
  for (const text of ["```", "```js\n", "a\n```\nb\n\n", "```\na\n```\n```", "a ```", "a:```", "你好```", "(```", "a ```js\nb", "1. ```js\n   a", " ```", "- ```", "> ```", "> a\n> ```\n> b", "````\na\n```"]) assert.ok(endsInCode(text), text);
  for (const text of ["", "a```", "a ``` b", "> ```\n> a\n> ```", "> ```\n> a\nb", "a ```js\nb\n```\nc", "1. ```js\n   a\n   ```\n2. b", "```\n```\na", "a ```\nb\n```", "a ```\nb\n``` c", "````\n````", "```a```", "```a``` b", "```\na\n```", "```\na```\nb", "``\na"]) assert.ok(!endsInCode(text), text);
});

test("text to be read out has no marks", () => assert.equal(plainText("**a** `b`\n- c\n> *d*\n```\ne\n```"), "a b\nc\nd\ne"));

test("a message of only a few emoji is large", () => {
  for (const text of ["👍", "👩‍👩‍👧‍👦 🏳️‍🌈", "👍🏽👍🏽", "1️⃣", "🇩🇪"]) assert.ok(isOnlyEmoji(text), text);
  for (const text of ["", " ", "1", "#", "👍 a", "👍".repeat(9), "🏽".repeat(4_000), "👍🏽".repeat(100) + "x"]) assert.ok(!isOnlyEmoji(text), text);
});

// A quadratic algorithm would take minutes here, and the runner gives up after two.
test("a long hostile text is read in linear time", () => {
  const pieces = [
    "*a ", "**a ", "*", "_", "`", "``a", "`a``b```c", "`` a", "` a`", "*a **b _c ", "> ", ">", "```\n", "- ", "  - a\n", "http://", "https://a.example/", ")", "(",
    "https://a.example/" + ")".repeat(50), "https://a.b你/", "https://a.b/你", "你https://a.b", "https://a.b.", "https://a:", "https://a:8", ":8", "https://[", "(https://a.b/", "(https://a.b/)", "https://a.b/,", ",https:", "★", "'", "~", "★https:", "★https://a.example/a★", "''https://a.example/'", "https://https://", "*a*", "a*", "1. ", "`a\n", "**a *b** c* ", "***a ", "a***", "👍🏽", "\\_", "> ```\n", "a ```\n", " ```js\n", "a ```js\n", "- ```js\n", "a ```js\n```\n", "a ", " ",
  ];
  for (const piece of pieces) assert.ok(blocksOf(piece.repeat(300_000 / piece.length)).length > 0 || piece.trim() === "", piece);
  assert.ok(blocksOf("` " + "a".repeat(300_000) + "`").length > 0);
  for (const tail of [")", "a.", "a-", "'", "★"]) assert.ok(blocksOf("https://a.example/" + tail.repeat(150_000)).length > 0);
  for (const host of ["a.", "a-", "a", "a\u200b", "--a.", "你a."]) assert.ok(blocksOf(`https://${host.repeat(150_000)}`).length > 0);
});
