// The unsent text of each tab: it survives what happens to the tab, and one tab takes it over when its tab is gone.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { DurableStorage } from "../../client/browser/durable-storage.js";
import { TextStorage } from "../../client/composer/text-storage.js";
import { Browser, tick } from "./support/browser.js";

let browser, tabs;

beforeEach(() => {
  browser = new Browser();
  tabs = [];
  browser.changed = (key) => tabs.forEach((tab) => tab.dispatch("storage", { key }));
});

// A page in a tab; its sessionStorage is that of the page before it, also in a duplicated tab.
function open({ session = {} } = {}) {
  const tab = { session: { ...session }, listeners: [], storage: new DurableStorage() };
  tab.dispatch = (name, event) => browser.dispatch(name, event, tab.listeners);
  enter(tab);
  tab.texts = new TextStorage({ room: "lobby", storage: tab.storage });
  tab.text = tab.texts.restore();
  tabs.push(tab);
  return tab;
}

const enter = ({ session, listeners }) => browser.enter(session, listeners);
const crash = (gone) => (tabs = tabs.filter((tab) => tab !== gone));
const close = (tab) => (enter(tab), tab.dispatch("pagehide"), crash(tab), tab);
const reload = (tab) => open(close(tab));

function write(text, tab = open()) {
  tick(1);
  tab.texts.write(text);
  return tab;
}

async function abandonedFor(tab, isWanted = () => true) {
  const found = tab.texts.findAbandoned(isWanted);
  tick(1_000);
  return found;
}

test("each of two closed tabs leaves its text to one of the next that open", () => {
  for (const tab of [write("a"), write("b")]) close(tab);
  assert.deepEqual([open(), open(), open()].map(({ text }) => text), ["b", "a", ""]);
});

test("a reloaded tab has its own text, however many others were closed", () => {
  const [tab, empty] = [write("mine"), open(), write("later")].map(close);
  assert.deepEqual([open(tab).text, open(empty).text], ["mine", ""]);
});

test("a text that is sent is gone in its tab only", () => {
  const [one, other] = [write("one"), write("other")];
  one.texts.write("");
  assert.deepEqual([reload(one).text, reload(other).text], ["", "other"]);
});

test("a duplicated tab has a text of its own", () => {
  const tab = reload(write("mine"));
  const twin = open(tab);
  assert.deepEqual([tab.text, twin.text], ["mine", ""]);
  write("the twin's", twin);
  assert.deepEqual([reload(tab).text, reload(twin).text], ["mine", "the twin's"]);
});

test("the text of a crashed tab is found, and that of an open tab is not taken from it", async () => {
  crash(write("crashed"));
  const tab = write("open");
  const next = open();
  assert.deepEqual([next.text, await abandonedFor(next), await abandonedFor(open())], ["", "crashed", ""]);
  assert.equal(reload(tab).text, "open");
});

test("a tab that is reloaded just when its text is asked for keeps it", async () => {
  const tab = write("mine");
  tabs = []; // it has not heard of that yet
  const found = open().texts.findAbandoned(() => true);
  close(tab);
  tick(1_000);
  assert.deepEqual([await found, open(tab).text], ["", "mine"]);
});

test("a person who typed meanwhile gets no text put before it, and it stays for another tab", async () => {
  crash(write("crashed"));
  assert.equal(await abandonedFor(open(), () => false), "");
  assert.equal(await abandonedFor(open()), "crashed");
});

test("a page restored from the back/forward cache holds its text again", async () => {
  const tab = write("mine");
  tab.dispatch("pagehide");
  tab.dispatch("pageshow", { persisted: true });
  assert.deepEqual([open(tab).text, await abandonedFor(open())], ["", ""]);
});

test("if a text cannot be stored, an older one does not stay in its place, and the tab knows until the text is sent", () => {
  browser.maxValue = 60;
  const tab = write("short");
  assert.ok(tab.storage.isComplete);
  write("x".repeat(60), tab);
  assert.equal(tab.storage.isComplete, false);
  assert.equal(reload(tab).text, "");
  write("", tab);
  assert.ok(tab.storage.isComplete);
});

test("a stored value in another form is left alone", async () => {
  const odd = [5, "text", null, [], {}, { text: 5, at: 1, state: "left" }, { text: "Hi", state: "left" }, { text: "Hi", at: 1 }];
  odd.forEach((value, number) => (browser.stored[`hubbub.text.lobby.${number}`] = JSON.stringify(value)));
  const tab = open();
  assert.deepEqual([tab.text, await abandonedFor(tab), Object.keys(browser.stored).length], ["", "", odd.length]);
});
