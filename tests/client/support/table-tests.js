// Tests written as tables of values and what a function makes of them, by the claim they prove: { claim: [function, [value, result], …] }.

import assert from "node:assert/strict";
import { test } from "node:test";

export function testResults(table) {
  for (const [claim, [make, ...cases]] of Object.entries(table))
    test(claim, () => cases.forEach(([value, result]) => assert.deepEqual(make(value), result, JSON.stringify(value))));
}
