// The settings of a browser: the stored choices, or the defaults.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsIn } from "../../client/page/settings.js";

test("each setting is the stored choice, or the default if there is none or it is no setting of ours", () => {
  for (const [stored, moves, typing] of [[null, true, true], [{ typing: false }, true, false], [{ moves: "no", typing: null, other: 1 }, true, true]])
    assert.deepEqual(settingsIn(stored), { moves, typing });
});
