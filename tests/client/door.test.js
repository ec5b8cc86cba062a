// The door: when the page makes way for the question, and when it stays.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { knock } from "../../client/door.js";

let place;

beforeEach(() => {
  mock.restoreAll();
  place = { pathname: "/r/design", reload: mock.fn() };
});

const answer = (status) => mock.method(globalThis, "fetch", async () => ({ status }));

test("who is not let in any more makes way for the question", async () => {
  const asked = answer(403);
  await knock(place);
  assert.equal(place.reload.mock.callCount(), 1);
  const [path, { method, cache }] = asked.mock.calls[0].arguments;
  assert.deepEqual([path, method, cache], ["/r/design", "HEAD", "no-store"]);
});

for (const status of [200, 429, 500, 502, 503]) {
  test(`an answer of ${status} is no reason to reload`, async () => {
    answer(status);
    await knock(place);
    assert.equal(place.reload.mock.callCount(), 0);
  });
}

test("neither is no answer", async () => {
  mock.method(globalThis, "fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  await knock(place);
  assert.equal(place.reload.mock.callCount(), 0);
});
