// The unsent text of each tab: it survives what happens to the tab, and one tab takes it over when its tab is gone.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { GuardedStorage } from "../../client/browser/guarded-storage.js";
import { TypedTextStorage } from "../../client/composer/typed-text-storage.js";
import { Browser, tick } from "./support/browser.js";
import { testScripts } from "./support/step-tests.js";

let browser, tabs, gone;

beforeEach(() => {
  browser = new Browser();
  [tabs, gone] = [{}, {}];
  browser.changed = (key) => Object.values(tabs).forEach((tab) => tab.dispatch("storage", { key }));
});

// A page in a tab, after another page in it, or in the tab that it duplicates: that leaves its sessionStorage.
function open(name, { session } = {}) {
  const tab = { session: { ...session }, listeners: [], storage: new GuardedStorage() };
  tab.dispatch = (name, event) => browser.dispatch(name, event, tab.listeners);
  browser.enter(tab.session, tab.listeners);
  tab.texts = new TypedTextStorage({ room: "lobby", storage: tab.storage, maxLength: () => 50 });
  tab.typed = tab.texts.restore();
  tabs[name] = tab;
}

const editOf = (length) => ({ text: "", reply: 7, epoch: "one", edit: { message: 9, text: "x".repeat(length) } });

// Texts and tabs have the same names; a new tab has none until it writes.
const steps = {
  close: (name) => (browser.enter(tabs[name].session, tabs[name].listeners), tabs[name].dispatch("pagehide"), steps.vanish(name)),
  open: (...names) => names.forEach((name) => open(name)),
  reload: (...names) => (names.forEach(steps.close), names.forEach(steps.reopen)),
  duplicate: (name, twin) => open(twin, tabs[name]),
  vanish: (name) => ((gone[name] = tabs[name]), delete tabs[name]), // crashed, or suspended: it hears nothing
  wake: (name) => (tabs[name] = gone[name]),
  reopen: (name) => open(name, gone[name]),
  write: (...names) => names.forEach((name) => (tick(1), tabs[name] ?? open(name), tabs[name].texts.write({ text: name }))),
  paste: (name, length, character = "x") => tabs[name].texts.write({ text: character.repeat(length) }),
  send: (name) => tabs[name].texts.write({ text: "" }),
  edit: (name, length = 5) => tabs[name].texts.write(editOf(length)),
  leaveAndRestore: (name) => (tabs[name].dispatch("pagehide"), tabs[name].dispatch("pageshow", { persisted: true })),
  type: (name) => (tabs[name].isTyping = true),
  stop: (name) => (tabs[name].isTyping = false),
  ask: (name) => void (tabs[name].found = tabs[name].texts.findAbandoned(() => !tabs[name].isTyping)),
  space: (characters) => (browser.maxValue = characters),

  // Claims.
  finds: (name, text) => (steps.ask(name), steps.found(name, text)),
  found: async (name, text = "") => (tick(1_000), assert.equal((await tabs[name].found)?.text ?? "", text)),
  has: (name, text = "") => assert.equal(tabs[name].typed.text, text),
  hasLength: (name, length) => assert.equal([...tabs[name].typed.text].length, length),
  hasEdit: (name, length = 5) => assert.deepEqual(tabs[name].typed, editOf(length)),
  isStored: (name) => assert.equal(tabs[name].storage.isComplete, true),
  isMissing: (name) => assert.equal(tabs[name].storage.isComplete, false),
};

testScripts(steps, {
  "each of two closed tabs leaves its text to one of the next that open": "write a b, close a, close b, open one two three, has one b, has two a, has three",
  "a reloaded tab has its own text, however many others were closed": "write mine, open empty, finds empty, write later, close later, reload mine empty, has mine mine, has empty",
  "a text that is sent is gone in its tab only": "write one other, send one, reload one, has one, reload other, has other other",
  "a duplicated tab has a text of its own": "write tab, reload tab, duplicate tab twin, has tab tab, has twin, write twin, reload tab, has tab tab, reload twin, has twin twin",
  "if a text cannot be stored, an older one does not stay in its place, and the tab knows until the text is sent": [
    "space 60, write tab, isStored tab, space 1, write tab, isMissing tab, send tab, isStored tab",
    "write tab, isMissing tab, reload tab, has tab",
  ],
  "of a text too long for messages the beginning is stored, and the tab knows that the rest is not":
    "open tab, paste tab 51, isMissing tab, reload tab, hasLength tab 50, paste tab 50 😀, isStored tab, paste tab 51 😀, isMissing tab, reload tab, hasLength tab 50",
  "an edit is stored beside the text, with the numbers of the messages, and cut where a text is":
    "open tab, edit tab, isStored tab, reload tab, hasEdit tab, edit tab 51, isMissing tab, reload tab, hasEdit tab 50",
  "the text of a crashed tab is found, and that of an open tab is not taken from it":
    "write crashed open, vanish crashed, open next last, finds next crashed, finds last, reload open, has open open",
  "a tab that is reloaded just when its text is asked for keeps it":
    "write mine, vanish mine, open other, ask other, wake mine, close mine, found other, reopen mine, has mine mine",
  "a person who typed meanwhile gets no text put before it, and it stays for another tab":
    "write crashed, vanish crashed, open one other, type one, finds one, finds other crashed",
  "a tab whose person went to another room while it looked, or reloaded it, looks again": [
    "write a b, vanish a, vanish b, open one, type one, finds one, stop one, finds one b, finds one",
    "open other, ask other, type other, reload other, found other, finds other a",
  ],
  "a page restored from the back/forward cache holds its text again": "write mine, leaveAndRestore mine, open other, has other, finds other",
});

test("a stored value in another form is left alone", async () => {
  const odd = [5, "text", null, [], {}, { text: 5, at: 1, state: "left" }, { text: "Hi", state: "left" }, { text: "Hi", at: 1 }, { text: "", at: 1, state: "left", edit: { text: 5 } }];
  odd.forEach((value, number) => (browser.stored[`hubbub.text.lobby.${number}`] = JSON.stringify(value)));
  open("tab");
  steps.has("tab");
  await steps.finds("tab");
  assert.equal(Object.keys(browser.stored).length, odd.length);
});
