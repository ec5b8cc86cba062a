// Who a tab is where the browser keeps no cookies: what it offers when it reconnects, what a reload keeps, and what it says once.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { offeredIdentity } from "../../client/connection/address.js";
import { keepIdentity, readIdentity } from "../../client/people/identity.js";
import { initialState } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { after, ANA, connection, from, welcome } from "./support/frames.js";

const SECRET = "s".repeat(22);
const NEW = welcome({ secret: SECRET });
const KEPT = { secret: SECRET, name: "Ana" };

beforeEach(() => {
  const entry = { state: { loads: 1 }, replaceState: (state) => (entry.state = state) };
  Object.assign(globalThis, { history: entry, location: { port: "", pathname: "/" }, document: { cookie: "" }, fetch: async () => {} });
});

test("a tab offers nothing as long as the server knows it by cookies, and then its secret and its present name, in any script", () => {
  assert.deepEqual(offeredIdentity(after(welcome())), []);
  const named = after(NEW, { type: "name", name: "Ana (張), 👩‍🚀" });
  assert.deepEqual(offeredIdentity(from(named, connection("waiting"))), [
    "hubbub", `hubbub_person.${SECRET}`, "hubbub_name.Ana%20%28%E5%BC%B5%29%2C%20%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80",
  ]);
});

test("a reload keeps the identity, also after a link within the page, until there are cookies", () => {
  const store = new Store(initialState({ room: "lobby" }));
  keepIdentity(store);
  store.apply(welcome());
  assert.deepEqual(history.state, { loads: 1 });
  for (const entry of [{ loads: 1 }, null]) {
    history.state = entry;
    store.apply(NEW);
    assert.deepEqual(history.state, { ...entry, identity: KEPT });
    assert.deepEqual(readIdentity(), KEPT);
  }
  store.apply({ type: "name", name: "Zoë" });
  assert.equal(readIdentity().name, "Zoë");
  document.cookie = "hubbub_name=Bo";
  assert.deepEqual(readIdentity(), { secret: null, name: "Bo" });
});

test("that cookies are off is said once: until it is closed, or the connection ends", () => {
  const said = [[NEW], [NEW, { type: "cookieNoticeRead" }], [NEW, connection("waiting")], [NEW, connection("waiting"), NEW], [welcome()]];
  assert.deepEqual(said.map((frames) => after(...frames).hasCookieNotice), [true, false, false, false, false]);
  assert.equal(from(initialState({ room: "lobby", ...KEPT }), welcome({ you: ANA })).hasCookieNotice, false);
});
