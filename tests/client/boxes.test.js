// The box of each tab: its text is its own, survives what happens to the tab, and is taken over by one tab when it is gone.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Boxes } from "../../client/composer/text-storage.js";
import { Keeper } from "../../client/browser/unsaved.js";

let kept, tabs, room;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  [kept, tabs, room] = [{}, [], Infinity];
  const tell = (key) => tabs.forEach((tab) => tab.hear("storage", { key }));
  globalThis.localStorage = Object.defineProperties(kept, {
    getItem: { value: (key) => kept[key] ?? null },
    setItem: { value: (key, value) => ((kept[key] = within(value)), tell(key)) },
    removeItem: { value: (key) => (delete kept[key], tell(key)) },
  });
});

// A page in a tab. What the one before left there goes on to it, also into a twin.
function open({ left = {} } = {}) {
  const tab = { left: { ...left }, hears: [], hear: (what, event) => tab.hears.forEach((hear) => hear(what, event)) };
  enter(tab);
  tab.keeper = new Keeper({ changed() {} });
  tab.boxes = new Boxes({ room: "lobby", keeper: tab.keeper });
  tab.text = tab.boxes.restore();
  tab.leave = () => (enter(tab), tab.hear("pagehide"), crash(tab), tab);
  tabs.push(tab);
  return tab;
}

function within(value) {
  if (value.length > room) throw new DOMException("full", "QuotaExceededError");
  return value;
}

function enter({ left, hears }) {
  globalThis.addEventListener = (heard, hear) => hears.push((what, event) => what === heard && hear(event));
  globalThis.removeEventListener = () => {};
  globalThis.sessionStorage = {
    getItem: (key) => left[key] ?? null,
    setItem: (key, value) => (left[key] = value),
    removeItem: (key) => delete left[key],
  };
}

const crash = (gone) => (tabs = tabs.filter((tab) => tab !== gone));

function write(text, tab = open()) {
  mock.timers.tick(1);
  tab.boxes.keep(text);
  return tab;
}

async function sought(tab, isWanted = () => true) {
  const found = tab.boxes.seek(isWanted);
  mock.timers.tick(1_000);
  return found;
}

test("each of two closed tabs leaves its text to one of the next that open", () => {
  for (const tab of [write("a"), write("b")]) tab.leave();
  assert.deepEqual([open(), open(), open()].map(({ text }) => text), ["b", "a", ""]);
});

test("a tab that is loaded again has its own text, however many others were closed", () => {
  const [tab, empty] = [write("mine"), open(), write("later")].map((one) => one.leave());
  assert.deepEqual([open(tab).text, open(empty).text], ["mine", ""]);
});

test("what is sent in one tab is gone there only", () => {
  const [one, other] = [write("one"), write("other")];
  one.boxes.keep("");
  assert.deepEqual([open(one.leave()).text, open(other.leave()).text], ["", "other"]);
});

test("a duplicated tab has a box of its own", () => {
  const tab = open(write("mine").leave());
  const twin = open(tab);
  assert.deepEqual([tab.text, twin.text], ["mine", ""]);
  write("the twin's", twin);
  assert.deepEqual([open(tab.leave()).text, open(twin.leave()).text], ["mine", "the twin's"]);
});

test("the text of a tab that crashed is found, and that of a tab that is there is not taken from it", async () => {
  crash(write("crashed"));
  const tab = write("there");
  const next = open();
  assert.deepEqual([next.text, await sought(next), await sought(open())], ["", "crashed", ""]);
  assert.equal(open(tab.leave()).text, "there");
});

test("a tab that is loaded again just when its text is asked for keeps it", async () => {
  const tab = write("mine");
  tabs = []; // it has not heard of that yet
  const found = open().boxes.seek(() => true);
  tab.leave();
  mock.timers.tick(1_000);
  assert.deepEqual([await found, open(tab).text], ["", "mine"]);
});

test("whoever writes meanwhile gets nothing put before it, and the text stays for another", async () => {
  crash(write("crashed"));
  assert.equal(await sought(open(), () => false), "");
  assert.equal(await sought(open()), "crashed");
});

test("a page that comes back out of the browser's memory holds its text again", async () => {
  const tab = write("mine");
  tab.hear("pagehide");
  tab.hear("pageshow", { persisted: true });
  assert.deepEqual([open(tab).text, await sought(open())], ["", ""]);
});

test("of a text that there is no room for none is kept that was there before, and it is known until it is sent", () => {
  room = 60;
  const tab = write("short");
  assert.ok(tab.keeper.keepsAll);
  write("x".repeat(60), tab);
  assert.equal(tab.keeper.keepsAll, false);
  assert.equal(open(tab.leave()).text, "");
  write("", tab);
  assert.ok(tab.keeper.keepsAll);
});

test("what is kept in another form is left alone", async () => {
  const odd = [5, "text", null, [], {}, { text: 5, at: 1, state: "left" }, { text: "Hi", state: "left" }, { text: "Hi", at: 1 }];
  odd.forEach((value, number) => (kept[`hubbub.text.lobby.${number}`] = JSON.stringify(value)));
  const tab = open();
  assert.deepEqual([tab.text, await sought(tab), Object.keys(kept).length], ["", "", odd.length]);
});

test("what an older page kept for all tabs of the room stands in the next one, and in that one only", () => {
  localStorage.setItem("hubbub.text.lobby", JSON.stringify("half a text"));
  assert.equal(open().text, "half a text");
  assert.equal(open().text, "");
  localStorage.setItem("hubbub.text.lobby", JSON.stringify({ odd: true }));
  assert.equal(open().text, "");
});
