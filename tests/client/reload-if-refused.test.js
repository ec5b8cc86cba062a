// The access check: when the page reloads to make place for the passphrase form, and when it stays.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, mock, test } from "node:test";
import { codeOverHttp } from "../../client/connection/diagnosis.js";
import { reloadIfRefused } from "../../client/connection/reload-if-refused.js";
import { Browser, tick } from "./support/browser.js";

let place, past, typed, storage;

beforeEach(() => {
  new Browser();
  typed = "";
  storage = { isComplete: true };
  tick(Date.UTC(2026, 0, 2));
  place = { pathname: "/r/design", reload: mock.fn() };
  past = { state: { loads: 1 }, replaceState: (state) => (past.state = state) };
});

const answer = (respond) => mock.method(globalThis, "fetch", async () => respond());
const check = () => reloadIfRefused({ place, past, storage, isTyping: () => typed !== "" });
const reloads = () => place.reload.mock.callCount();

test("a page that is refused reloads, and not again for ten minutes; what else the browser keeps of it stays", async () => {
  const fetched = answer(() => ({ status: 403 }));
  for (const [wait, count] of [[0, 1], [10 * 60_000 - 1, 1], [1, 2]]) {
    tick(wait);
    await check();
    assert.equal(reloads(), count);
  }
  const [path, { method = "GET", cache }] = fetched.mock.calls[0].arguments;
  assert.deepEqual([path, method, cache, past.state.loads], ["/r/design", "GET", "no-store", 1]);
});

test("two handshakes that fail before the answer comes cause one reload", async () => {
  answer(() => ({ status: 403 }));
  await Promise.all([check(), check()]);
  assert.equal(reloads(), 1);
});

test("a login that a gateway demands is a refusal, by status, by redirect or by another page in place of ours", async () => {
  const statuses = [401, 407, 419, 440, 498, 511, 561].map((status) => () => new Response("", { status }));
  const logins = [...statuses, () => ({ status: 0, type: "opaqueredirect" }), () => new Response("<title>Sign in</title>")];
  for (const [index, login] of logins.entries()) {
    const fetched = answer(login);
    await check();
    assert.deepEqual([reloads(), fetched.mock.calls[0].arguments[1].redirect], [index + 1, "manual"]);
    assert.equal(await codeOverHttp("ws://chat/ws"), "refused");
    tick(10 * 60_000);
  }
});

test("a text in the box keeps the page from reloading for a login, and not for the passphrase, after which it is there again if it was stored", async () => {
  typed = "Hi";
  answer(() => ({ status: 401 }));
  await check();
  assert.equal(reloads(), 0);
  answer(() => ({ status: 403 }));
  storage.isComplete = false;
  await check();
  assert.equal(reloads(), 0);
  storage.isComplete = true;
  await check();
  assert.equal(reloads(), 1);
});

test("no other answer is a reason to reload, and neither is none", async () => {
  const fail = () => { throw new TypeError("Failed to fetch"); };
  const page = readFileSync(new URL("../../client/index.html", import.meta.url), "utf8");
  const broken = { status: 200, ok: true, text: fail };
  for (const respond of [() => new Response(page), ...[429, 500, 502, 503].map((status) => () => new Response("", { status })), () => broken, fail]) {
    answer(respond);
    await check();
    assert.equal(reloads(), 0);
  }
  answer(() => Response.json({ code: "upgrade_required" }, { status: 426 }));
  assert.equal(await codeOverHttp("ws://chat/ws"), "upgrade_required");
});
