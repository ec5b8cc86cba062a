// The settings of a browser: the stored choices, or the defaults.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsIn } from "../../client/page/settings.js";

test("each setting is the stored choice, or the default if there is none or it is no setting of ours", () => {
  const defaults = settingsIn(null);
  assert.deepEqual([defaults.notify, defaults.sound], ["off", false]);
  const stored = { moves: "no", typing: false, notify: "all", showsText: null, sound: 1, quietUntil: "9", other: 1 };
  assert.deepEqual(settingsIn(stored), { ...defaults, typing: false, notify: "all" });
});
