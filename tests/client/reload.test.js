// The access check: when the page reloads to make place for the passphrase form, and when it stays.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { reloadIfRefused } from "../../client/connection/reload.js";
import { Browser, tick } from "./support/browser.js";

let place, past;

beforeEach(() => {
  new Browser();
  tick(Date.UTC(2026, 0, 2));
  place = { pathname: "/r/design", reload: mock.fn() };
  past = { state: { loads: 1 }, replaceState: (state) => (past.state = state) };
});

const answer = (respond) => mock.method(globalThis, "fetch", async () => respond());
const reloads = () => place.reload.mock.callCount();

test("a page that is refused reloads, and not again for ten minutes; what else the browser keeps of it stays", async () => {
  const fetched = answer(() => ({ status: 403 }));
  for (const [wait, count] of [[0, 1], [10 * 60_000 - 1, 1], [1, 2]]) {
    tick(wait);
    await reloadIfRefused(place, past);
    assert.equal(reloads(), count);
  }
  const [path, { method = "GET", cache }] = fetched.mock.calls[0].arguments;
  assert.deepEqual([path, method, cache, past.state.loads], ["/r/design", "GET", "no-store", 1]);
});

test("no other answer is a reason to reload, and neither is none", async () => {
  const fail = () => { throw new TypeError("Failed to fetch"); };
  for (const respond of [...[200, 429, 500, 502, 503].map((status) => () => ({ status })), fail]) {
    answer(respond);
    await reloadIfRefused(place, past);
    assert.equal(reloads(), 0);
  }
});
