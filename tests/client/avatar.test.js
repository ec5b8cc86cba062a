// How a person is shown: hues, tags and initials.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HUES, hueOf, initialsOf, sharedNames, tagOf } from "../../client/people/avatar.js";
import { testResults } from "./support/table-tests.js";

const ids = (count) => Array.from({ length: count }, (_, id) => id.toString(16).padStart(16, "0"));

test("each hue is about as frequent as any other, and the order of letters counts", () => {
  const counts = new Array(HUES).fill(0);
  for (const id of ids(12_000)) counts[hueOf(id)]++;
  assert.ok(Math.min(...counts) > 700 && Math.max(...counts) < 1300, counts.join());
  const anagrams = ["abcd", "abdc", "acbd", "acdb", "adbc", "adcb", "bacd", "bcad"];
  assert.ok(new Set(anagrams.map(hueOf)).size > 3);
});

test("two people of one name have different tags, and only a shared name needs them", () => {
  const people = [["a", "Sam"], ["b", "sam"], ["c", "Bo"], ["a", "Sam"], ["c", "Bea"]].map(([id, name]) => ({ id, name }));
  assert.deepEqual([...sharedNames(people)], ["sam"]);
  assert.match(tagOf("a"), /^#[0-9a-z]{4}$/);
  assert.ok(new Set(ids(1000).map(tagOf)).size > 990);
});

testResults({
  "initials are graphemes, the first of the first and of the last word":
    [initialsOf, ["Brisk Otter", "BO"], ["ana", "A"], ["Ana von Berg", "AB"], ["👩‍🚀 é", "👩‍🚀É"], ["", ""]],
});
