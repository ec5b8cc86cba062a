// Mentions by a name that the person had before: they stay mentions, also after a reload and in all tabs, and no later message is one.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keepFormerNames } from "../../client/people/former-names.js";
import { mentions } from "../../client/state/known-names.js";
import { Store } from "../../client/state/store.js";
import { Browser, tick } from "./support/browser.js";
import { after, ANA, message, refused, welcome } from "./support/frames.js";

const MINUTE = 60_000;
let browser;
beforeEach(() => (browser = new Browser()));

const named = (name) => ({ ...ANA, name });
const renamed = (name) => ({ type: "people", joined: [], left: [], renamed: [named(name)], count: 1 });

function tab(...frames) {
  const store = new Store(after(...frames));
  keepFormerNames(store);
  return store;
}

// Which of "@Ana" and "@Zoe" mention the person in a message of this moment.
const mentioned = ({ state }, at = Date.now()) =>
  ["Ana", "Zoe"].filter((name) => mentions(message(1, { text: `Hi @${name}`, at: new Date(at).toISOString() }), state));

test("a message from before a rename mentions by the former name, in each tab and after a reload; a later one does not", () => {
  const [one, other] = [tab(welcome()), tab(welcome())];
  tick(MINUTE);
  one.apply({ type: "name", name: "Zoe" });
  one.apply(renamed("Zoe"));
  browser.dispatch("storage", { key: "hubbub.former-names" });
  other.apply(renamed("Zoe"));
  for (const store of [one, other, tab(welcome({ you: named("Zoe") }))]) {
    assert.deepEqual(mentioned(store, Date.now() - 1), ["Ana", "Zoe"]);
    assert.deepEqual(mentioned(store, Date.now() + MINUTE), ["Zoe"]);
  }
});

test("a name that was taken on another device makes the stored one a former one; another person has none", () => {
  tab(welcome());
  tick(MINUTE);
  assert.deepEqual(mentioned(tab(welcome({ you: named("Zoe") })), 0), ["Ana", "Zoe"]);
  assert.deepEqual(mentioned(tab(welcome({ you: { id: "another", name: "Zoe" } })), 0), ["Zoe"]);
});

test("two tabs that hear of a rename at different times keep each name once", () => {
  const tabs = [tab(welcome()), tab(welcome())];
  const [one, other] = tabs;
  const hear = () => browser.dispatch("storage", { key: "hubbub.former-names" });
  for (const name of ["Zoe", "Nora", "Zoe"]) {
    one.apply(renamed(name));
    hear();
    other.apply(welcome({ you: named(other.state.you.name) })); // it has reconnected before the server told it
    hear();
    other.apply(renamed(name));
    hear();
  }
  for (const { state } of tabs) assert.deepEqual(state.you.former.map(({ name }) => name), ["Ana", "Zoe", "Nora"]);
});

test("a name that the server refused is no former name, nor is the name that comes back", () => {
  const store = tab(welcome());
  for (const frame of [{ type: "name", name: "Zoe" }, refused("bad_name")]) store.apply(frame);
  assert.deepEqual(mentioned(store, 0), ["Ana"]);
  assert.deepEqual(store.state.you.former, []);
});
