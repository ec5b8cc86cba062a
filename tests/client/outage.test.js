// An outage: reported when it lasts, with its reason, and its end once; and what the banner says.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { noticeOf } from "../../client/connection/banner.js";
import { Diagnosis } from "../../client/connection/diagnosis.js";
import { initialState } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { Browser, tick } from "./support/browser.js";
import { after, connection, draft, message, refused } from "./support/frames.js";
import { testScripts } from "./support/step-tests.js";

let store, questions;

beforeEach(() => {
  new Browser();
  store = new Store(initialState({ room: "lobby" }));
  questions = 0;
  new Diagnosis({ store, ask: async () => (questions++, "upgrade_required") });
});

const steps = {
  tick,
  fail: () => store.apply(connection("waiting")),
  connect: () => store.apply(connection("live")),

  // Claims.
  outage: (reason = null) => assert.equal(store.state.outage, reason),
  asked: (times) => assert.equal(questions, times),
  restored: () => assert.equal(store.state.isRestored, true),
  notRestored: () => assert.equal(store.state.isRestored, false),
};

testScripts(steps, {
  "an interruption of less than three seconds is not reported, and neither is its end":
    "fail, tick 2999, outage, connect, notRestored, fail, tick 2999, outage, connect, notRestored, fail, tick 3000, fail, outage lost",
  "the server is asked for the reason once for each attempt that fails during an outage, except the first":
    "fail, tick 3000, asked 0, outage lost, fail, asked 1, outage lost, fail, asked 2, outage blocked",
  "the end of an outage is shown for four seconds": "fail, tick 3000, connect, outage, tick 3999, restored, tick 1, notRestored",
});

test("WebSockets are blocked if an attempt failed after the server would have accepted us; only the latest reason counts", () => {
  const [waiting, live, lasts] = [connection("waiting"), connection("live"), { type: "outageLasts" }];
  const [accepted, none, full, crowded, refused] = ["upgrade_required", null, "full", "too_many", "refused"].map((code) => ({ type: "diagnosis", code }));
  for (const [reason, ...frames] of [
    ["lost"], ["lost", accepted], ["blocked", accepted, waiting, accepted], ["lost", accepted, waiting, none, waiting, accepted],
    ["full", full], ["crowded", crowded], ["refused", refused], [null, live], [null, live, lasts], [null, live, full],
  ])
    assert.equal(after(waiting, lasts, waiting, ...frames).outage, reason);
});

test("a person who sent too fast is throttled until none of their drafts is pending", () => {
  const frames = [draft("one"), draft("two"), refused("too_fast", { draft: "one", retry_ms: 200 }), message(1, { draft: "one" }), { type: "delete", id: "two" }];
  assert.deepEqual([3, 4, 5].map((count) => after(...frames.slice(0, count)).isThrottled), [true, true, false]);
});

test("the banner is empty while all is well, and else says what is wrong and offers what can be done", () => {
  const working = { ...initialState({ room: "lobby" }), connection: "live", version: "v1" };
  const away = { connection: "waiting", outage: "lost" };
  for (const [state, key, actions, isOnline = true] of [
    [{}, undefined], [{ connection: "waiting" }, undefined], [{ version: "v2", declinedVersion: "v2" }, undefined],
    [away, "reconnecting", ["open"]], [{ ...away, outage: "blocked" }, "blocked", ["open"]], [{ ...away, outage: "blocked" }, "offline", ["open"], false], [{ ...away, outage: "refused" }, "access ended", ["reload"]],
    [{ version: "v2" }, "new version", ["reload", "decline"]], [{ isRestored: true }, "back online", []],
    [{ hasCookieNotice: true, version: "v2" }, "cookies off", ["closeCookieNotice"]], [{ ...away, hasCookieNotice: true }, "reconnecting", ["open"]],
    [{ connection: "stopped", code: 4500 }, "page outdated", ["reload"]], [{ connection: "stopped", code: 4999 }, "disconnected", ["open"]],
  ]) {
    const notice = noticeOf({ ...working, ...state }, { isOnline, version: "v1" });
    assert.deepEqual([notice?.key, notice?.buttons.map(({ action }) => action)], [key, actions]);
  }
});
