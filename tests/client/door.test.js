// The door: when the page makes way for the question, and when it stays.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { knock } from "../../client/connection/access.js";

const REST_MS = 10 * 60_000;

let place, past;

beforeEach(() => {
  mock.restoreAll();
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: Date.UTC(2026, 0, 2) });
  place = { pathname: "/r/design", reload: mock.fn() };
  past = { state: null, replaceState: (state) => (past.state = state) };
});

const answer = (status) => mock.method(globalThis, "fetch", async () => ({ status }));
const reloads = () => place.reload.mock.callCount();

test("who is not let in any more makes way for the question", async () => {
  const asked = answer(403);
  await knock(place, past);
  assert.equal(reloads(), 1);
  const [path, { method = "GET", cache }] = asked.mock.calls[0].arguments;
  assert.deepEqual([path, method, cache], ["/r/design", "GET", "no-store"]);
});

test("where no question comes in its place, the page stays for a while, and what else the browser noted of it is kept", async () => {
  answer(403);
  past.state = { loads: 1 };
  await knock(place, past);
  mock.timers.tick(REST_MS - 1);
  await knock(place, past);
  assert.deepEqual([reloads(), past.state.loads], [1, 1]);
  mock.timers.tick(1);
  await knock(place, past);
  assert.equal(reloads(), 2);
});

for (const status of [200, 429, 500, 502, 503]) {
  test(`an answer of ${status} is no reason to reload`, async () => {
    answer(status);
    await knock(place, past);
    assert.equal(reloads(), 0);
  });
}

test("neither is no answer", async () => {
  mock.method(globalThis, "fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  await knock(place, past);
  assert.equal(reloads(), 0);
});
