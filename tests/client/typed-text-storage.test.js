// The unsent text of each tab: it survives what happens to the tab, and one tab takes it over when its tab is gone.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CheckedStorage } from "../../client/browser/checked-storage.js";
import { TypedTextStorage } from "../../client/composer/typed-text-storage.js";
import { Browser, tick } from "./support/browser.js";
import { testScripts } from "./support/scripts.js";

let browser, tabs;

beforeEach(() => {
  browser = new Browser();
  tabs = {};
  browser.changed = (key) => Object.values(tabs).forEach((tab) => tab.dispatch("storage", { key }));
});

// A page in a tab, after another page in it, or in the tab that it duplicates: that leaves its sessionStorage.
function open(name, { session } = {}) {
  const tab = { session: { ...session }, listeners: [], storage: new CheckedStorage() };
  tab.dispatch = (name, event) => browser.dispatch(name, event, tab.listeners);
  browser.enter(tab.session, tab.listeners);
  tab.texts = new TypedTextStorage({ room: "lobby", storage: tab.storage, maxLength: () => 50 });
  tab.text = tab.texts.restore();
  tabs[name] = tab;
}

function close(name) {
  const tab = tabs[name];
  browser.enter(tab.session, tab.listeners);
  tab.dispatch("pagehide");
  delete tabs[name];
  return tab;
}

// Texts and tabs have the same names; a new tab has none until it writes.
const steps = {
  close,
  open: (...names) => names.forEach((name) => open(name)),
  reload: (...names) => names.map((name) => [name, close(name)]).forEach(([name, tab]) => open(name, tab)),
  duplicate: (name, twin) => open(twin, tabs[name]),
  crash: (name) => delete tabs[name],
  paste: (name, length) => tabs[name].texts.write("x".repeat(length)),
  hasLength: (name, length) => assert.equal(tabs[name].text.length, length),
  write: (...names) => names.forEach((name) => (tick(1), tabs[name] ?? open(name), tabs[name].texts.write(name))),
  send: (name) => tabs[name].texts.write(""),
  leaveAndRestore: (name) => (tabs[name].dispatch("pagehide"), tabs[name].dispatch("pageshow", { persisted: true })),
  space: (characters) => (browser.maxValue = characters),

  // Claims.
  has: (name, text = "") => assert.equal(tabs[name].text, text),
  isStored: (name) => assert.equal(tabs[name].storage.isComplete, true),
  isMissing: (name) => assert.equal(tabs[name].storage.isComplete, false),
};

testScripts(steps, {
  "each of two closed tabs leaves its text to one of the next that open": ["write a b, close a, close b, open one two three, has one b, has two a, has three"],
  "a reloaded tab has its own text, however many others were closed": ["write mine, open empty, write later, close later, reload mine empty, has mine mine, has empty"],
  "a text that is sent is gone in its tab only": ["write one other, send one, reload one, has one, reload other, has other other"],
  "a duplicated tab has a text of its own": ["write tab, reload tab, duplicate tab twin, has tab tab, has twin, write twin, reload tab, has tab tab, reload twin, has twin twin"],
  "of a text too long for messages the beginning is stored, and the tab knows that the rest is not": [
    "open tab, paste tab 51, isMissing tab, reload tab, hasLength tab 50, paste tab 50, isStored tab",
  ],
  "if a text cannot be stored, an older one does not stay in its place, and the tab knows until the text is sent": [
    "space 60, write tab, isStored tab, space 1, write tab, isMissing tab, send tab, isStored tab",
    "write tab, isMissing tab, reload tab, has tab",
  ],
});

async function abandonedFor(name, isWanted = () => true) {
  const found = tabs[name].texts.findAbandoned(isWanted);
  tick(1_000);
  return found;
}

test("the text of a crashed tab is found, and that of an open tab is not taken from it", async () => {
  steps.write("crashed", "open");
  steps.crash("crashed");
  open("next");
  open("last");
  assert.deepEqual([await abandonedFor("next"), await abandonedFor("last")], ["crashed", ""]);
  steps.reload("open");
  steps.has("open", "open");
});

test("a tab that is reloaded just when its text is asked for keeps it", async () => {
  steps.write("mine");
  const { mine } = tabs;
  tabs = {}; // it has not heard of that yet
  open("other");
  const found = tabs.other.texts.findAbandoned(() => true);
  tabs.mine = mine;
  close("mine");
  tick(1_000);
  open("mine", mine);
  assert.deepEqual([await found, tabs.mine.text], ["", "mine"]);
});

test("a person who typed meanwhile gets no text put before it, and it stays for another tab", async () => {
  steps.write("crashed");
  steps.crash("crashed");
  steps.open("one", "other");
  assert.deepEqual([await abandonedFor("one", () => false), await abandonedFor("other")], ["", "crashed"]);
});

test("a page restored from the back/forward cache holds its text again", async () => {
  steps.write("mine");
  steps.leaveAndRestore("mine");
  steps.open("other");
  assert.deepEqual([tabs.other.text, await abandonedFor("other")], ["", ""]);
});

test("a stored value in another form is left alone", async () => {
  const odd = [5, "text", null, [], {}, { text: 5, at: 1, state: "left" }, { text: "Hi", state: "left" }, { text: "Hi", at: 1 }];
  odd.forEach((value, number) => (browser.stored[`hubbub.text.lobby.${number}`] = JSON.stringify(value)));
  open("tab");
  assert.deepEqual([tabs.tab.text, await abandonedFor("tab"), Object.keys(browser.stored).length], ["", "", odd.length]);
});
