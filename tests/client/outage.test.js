// An outage: reported when it lasts, with its reason, and its end once; and what the banner says.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { noticeOf } from "../../client/connection/banner.js";
import { Diagnosis } from "../../client/connection/diagnosis.js";
import { apply, fresh } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { Browser, tick } from "./support/browser.js";
import { after, connection, draft, from, message, refused } from "./support/frames.js";

const diagnosis = (code) => ({ type: "diagnosis", code });
const waiting = connection("waiting");
const live = connection("live");

let store, asked;

beforeEach(() => {
  new Browser();
  store = new Store(fresh({ room: "lobby" }));
  asked = 0;
  new Diagnosis({ store, ask: async () => (asked++, "upgrade_required") });
});

test("an interruption of less than three seconds is not reported", () => {
  for (const interruption of [2_999, 2_999]) {
    store.apply(waiting);
    tick(interruption);
    assert.equal(store.state.outage, null);
    store.apply(live);
  }
  assert.equal(store.state.isRestored, false);
  store.apply(waiting);
  tick(3_000);
  store.apply(waiting);
  assert.equal(store.state.outage, "lost");
});

test("the end of an outage is shown for four seconds", () => {
  store.apply(waiting);
  tick(3_000);
  store.apply(live);
  tick(3_999);
  assert.deepEqual([store.state.outage, store.state.isRestored], [null, true]);
  tick(1);
  assert.equal(store.state.isRestored, false);
});

test("the server is asked for the reason once for each attempt that fails during an outage, except the first", async () => {
  store.apply(waiting);
  tick(3_000);
  for (const [times, outage] of [[0, "lost"], [1, "lost"], [2, "blocked"]]) {
    await null;
    assert.deepEqual([asked, store.state.outage], [times, outage]);
    store.apply(waiting);
  }
});

test("an outage ends with the connection, and an answer that comes later changes nothing", () => {
  const state = after(live);
  assert.equal(apply(state, { type: "outageLasts" }), state);
  assert.equal(apply(state, diagnosis("full")), state);
});

test("WebSockets are blocked if an attempt failed after the server would have accepted us", () => {
  const accepted = diagnosis("upgrade_required");
  const state = after(waiting, { type: "outageLasts" }, waiting, accepted);
  const reasons = [[], [accepted], [waiting, accepted], [waiting, diagnosis(null), waiting, accepted], [diagnosis("full")], [diagnosis("too_many")]];
  assert.deepEqual(reasons.map((frames) => from(state, ...frames).outage), ["lost", "lost", "blocked", "lost", "full", "crowded"]);
});

test("a person who sent too fast is throttled until none of their drafts is pending", () => {
  const throttled = after(draft("one"), draft("two"), refused("too_fast", { draft: "one", retry_ms: 200 }));
  const settled = apply(throttled, message(1, { draft: "one" }));
  assert.deepEqual([throttled, settled, apply(settled, { type: "delete", id: "two" })].map(({ isThrottled }) => isThrottled), [true, true, false]);
});

test("the banner is empty while all is well, and else says what is wrong and offers what can be done", () => {
  const page = { isOnline: true, version: "v1" };
  const working = { ...fresh({ room: "lobby" }), connection: "live", version: "v1" };
  const away = { connection: "waiting", outage: "lost" };
  for (const [state, key, actions, isOnline = true] of [
    [{}, undefined], [{ connection: "waiting" }, undefined], [{ version: "v2", declinedVersion: "v2" }, undefined],
    [away, "reconnecting", ["open"]], [{ ...away, outage: "blocked" }, "blocked", ["open"]], [{ ...away, outage: "blocked" }, "offline", ["open"], false],
    [{ version: "v2" }, "new version", ["reload", "decline"]], [{ isRestored: true }, "back online", []],
    [{ connection: "stopped", code: 4500 }, "page outdated", ["reload"]], [{ connection: "stopped", code: 4999 }, "disconnected", ["open"]],
  ]) {
    const notice = noticeOf({ ...working, ...state }, { ...page, isOnline });
    assert.deepEqual([notice?.key, notice?.buttons.map(({ action }) => action)], [key, actions]);
  }
});
