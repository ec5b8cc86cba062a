// The watch over a line that is away, with the clock in the test's hands.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { apply, fresh } from "../../client/state/state.js";
import { Vigil } from "../../client/connection/diagnosis.js";

let state, vigil, asked;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  state = fresh({ room: "lobby" });
  asked = 0;
  vigil = new Vigil({ act, ask: async () => (asked++, "upgrade_required") });
});

function act(frame) {
  state = apply(state, frame);
  vigil.update(state);
}

const line = (connection) => act({ type: "connection", connection });

test("a line that is away for less than three seconds is no trouble", () => {
  line("waiting");
  mock.timers.tick(2_999);
  assert.equal(state.trouble, null);
  line("live");
  line("waiting");
  mock.timers.tick(2_999);
  assert.equal(state.trouble, null);
  mock.timers.tick(1);
  assert.equal(state.trouble, "lost");
});

test("that the line is back is said for four seconds", () => {
  line("waiting");
  mock.timers.tick(3_000);
  line("live");
  mock.timers.tick(3_999);
  assert.equal(state.isBack, true);
  mock.timers.tick(1);
  assert.equal(state.isBack, false);
});

test("the server is asked why, once for each try that fails while the trouble lasts", async () => {
  line("waiting");
  mock.timers.tick(3_000);
  assert.equal(asked, 0);
  line("waiting");
  await null;
  assert.deepEqual([asked, state.trouble], [1, "lost"]);
  line("waiting");
  await null;
  assert.deepEqual([asked, state.trouble], [2, "blocked"]);
});
