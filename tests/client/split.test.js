// Long texts in parts: where they are split, and that nothing is lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf } from "../../client/text/blocks.js";
import { lengthOf } from "../../client/text/normalize.js";
import { partsOf } from "../../client/text/split.js";
import { testResults } from "./support/table-tests.js";

testResults({
  "a long text is split at the end of a paragraph, sentence or word": [
    (text) => partsOf(text, 20), ["short", ["short"]], ["one two three. four five six", ["one two three.", "four five six"]],
    ["first block\n\nsecond\nblock", ["first block", "second\nblock"]], ...["one two three four - five", "one two three four > 5", "one two three four 1. five"].map((text) => [text, ["one two three", text.slice(14)]]),
    ["one two three\n/me four five", ["one two three\n/me", "four five"]], ["> one two three four five", ["> one two three", "> four five"]],
    ["```" + "a b c d ".repeat(3), ["```a b c d a b c\n```", "```\n d a b c d"]], ["`".repeat(30), ["`".repeat(19), "`".repeat(11)]],
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

test("a code block that is split is a code block in all parts, wherever it is split and whatever its fences", () => {
  const inside = (block) => (block.kind === "quote" ? block.blocks.flatMap(inside) : [block]);
  for (const [open, code, close, mark = ""] of [["```js", "", "```"], ["````", "```\na\n```\n", "`````"], ["  ```", "", "  ```"], ["> ```", "", "> ```", "> "], ["> ````md", "```\n", "> ````", "> "], ["See: ```", "", "```"], ["See: ```js", "", "```"], ["- ```", "", "  ```"]]) {
    const lines = code + Array.from({ length: 12 }, (_, number) => `  line ${number}`).join("\n");
    const text = ["Look, here it is:", open, ...lines.split("\n").map((line) => mark + line), close, "And that is all of it"].join("\n");
    for (let limit = 36; limit < 200; limit++) {
      const parts = partsOf(text, limit);
      assert.ok(parts.every((part) => lengthOf(part) <= limit));
      const blocks = parts.flatMap(blocksOf).flatMap(inside);
      const found = blocks.filter(({ kind }) => kind === "code").map((block) => block.text).join("\n");
      assert.equal(found, /^[ -] /u.test(open) ? lines.replace(/^  /gmu, "") : lines);
      assert.match(blocks.flatMap((block) => block.parts ?? []).join(" "), /^Look, here it is:\s+(See: )?And that is all of it$/u);
    }
  }
});
