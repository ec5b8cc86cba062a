// Settings: what somebody chose is kept, and what is not a setting of ours changes nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsIn } from "../../client/page/settings.js";

test("who never chose has the usual settings, and a choice changes only itself", () => {
  assert.deepEqual(settingsIn(null), { moves: true, typing: true });
  assert.deepEqual(settingsIn({ typing: false }), { moves: true, typing: false });
});

test("nonsense in the storage is no choice", () =>
  assert.deepEqual(settingsIn({ moves: "no", typing: null, other: 1 }), { moves: true, typing: true }));
