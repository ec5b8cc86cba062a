// Long texts in parts: where they are split, and that nothing is lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthOf } from "../../client/text/normalize.js";
import { partsOf } from "../../client/text/split.js";
import { testResults } from "./support/table-tests.js";

testResults({
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
