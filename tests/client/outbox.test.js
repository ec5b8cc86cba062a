// Drafts until they settle: stored, sent in order one at a time, delayed if told so, and taken over from a closed tab.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { GuardedStorage } from "../../client/browser/guarded-storage.js";
import { OutboxStorage } from "../../client/composer/outbox-storage.js";
import { Outbox } from "../../client/composer/outbox.js";
import { initialState } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { Browser, tick } from "./support/browser.js";
import { connection, message, refused } from "./support/frames.js";
import { testScripts } from "./support/step-tests.js";

const KEY = "hubbub.draft.lobby.";
const LONG = "x".repeat(4001);

let browser, storage, store, outbox, sent, ids, reconnects;

beforeEach(() => {
  browser = new Browser();
  ids = {};
  openTab();
});

function openTab() {
  [sent, reconnects] = [[], 0];
  storage = new GuardedStorage();
  const drafts = new OutboxStorage({ room: "lobby", storage });
  store = new Store({ ...initialState({ room: "lobby", drafts: drafts.read() }), epoch: "one" });
  const send = (frame) => store.state.connection === "live" && sent.push(frame);
  outbox = new Outbox({ store, socket: { send, reconnect: () => reconnects++ }, storage: drafts });
}

const textOf = (name) => (name === "long" ? LONG : name);
const draftOf = (name) => store.state.drafts.find(({ id }) => id === ids[name]);

// Drafts are named by their texts; those of other types, and a reply, by their names here.
const CHANGES = {
  edit: { type: "edit", message: 1, text: "New" },
  delete: { type: "delete", message: 1 },
  react: { type: "react", message: 1, emoji: "👍", on: true },
  reply: { type: "say", text: "Yes", reply: 1 },
};
const fieldsOf = (name) => CHANGES[name] ?? { type: "say", text: textOf(name) };
const steps = {
  openTab,
  tick,
  clock: (time) => mock.timers.setTime(time),
  connect: () => store.apply(connection("live")),
  close: (code) => (store.apply(connection("waiting", code === "lost" ? null : code)), steps.connect()), // and connect again
  retry: (name) => outbox.retry(ids[name]),
  remove: (name) => outbox.remove(ids[name]),
  settle: (...names) => names.forEach((name) => store.apply(message(store.state.last + 1, { draft: ids[name] }))),
  refuse: (name, code, retry_ms) => store.apply(refused(code, { draft: ids[name], retry_ms })),
  space: (characters) => (browser.maxValue = characters),
  add(...names) {
    for (const name of names) {
      outbox.add(CHANGES[name] ?? { text: textOf(name) });
      ids[name] = store.state.drafts.at(-1).id;
    }
  },

  // Other tabs of the browser.
  storeElsewhere(name, at, code) {
    ids[name] = name;
    const failed = code ? { state: "failed", refusal: { code } } : {};
    browser.writeElsewhere(KEY + name, JSON.stringify({ draft: name, text: name, at, state: "pending", ...failed }));
  },
  settleElsewhere(name) {
    delete browser.stored[KEY + ids[name]];
    browser.dispatch("storage", { key: KEY + ids[name] });
  },

  // Claims.
  sent: (...names) => assert.deepEqual(sent, names.map((name) => ({ draft: ids[name], ...fieldsOf(name) }))),
  pending: (...names) => assert.deepEqual(store.state.drafts.map(({ id }) => id), names.map((name) => ids[name])),
  isIn: (name, state, code) => assert.deepEqual([draftOf(name).state, draftOf(name).refusal?.code], [state, code]),
  reconnects: (count) => assert.equal(reconnects, count),
  stored: (count) => assert.deepEqual([Object.keys(browser.stored).length, browser.asksBeforeLeaving], [count, false]),
  missing: (count) => assert.deepEqual([storage.isComplete, browser.asksBeforeLeaving, Object.keys(browser.stored).length], [false, true, count]),
};

testScripts(steps, {
  "drafts are stored until they settle, survive a closed tab in their order, and are sent one at a time":
    "add one two, openTab, pending one two, sent, connect, sent one, settle one, sent one two, settle two, stored 0",
  "a draft without an answer is sent again over the next connection": "connect, add one, close lost, sent one one",
  "a draft that was too fast waits as long as the server says, and is not overtaken":
    "connect, add one two, refuse one too_fast 300, tick 299, sent one, tick 1, settle one, sent one one two",
  "a draft that was not stored has failed, and is tried again by itself unless it is deleted": [
    "connect, add one two, refuse one not_stored 1000, isIn one failed not_stored, isIn two pending, tick 1000, sent one one",
    "refuse one not_stored 1000, remove one, tick 1000, sent one one two",
  ],
  "a draft that cannot be a message lets the next one pass, and is sent again only if the person asks for it":
    "connect, add one two, refuse one too_long, settle two, sent one two, retry one, sent one two one",
  "a draft that is too long for a frame, of the server or of a proxy, is not sent again, and the next one is":
    "connect, add long two three, close 1009, isIn long failed too_long, close 1009, isIn two failed ends_connection, sent long two three",
  "a draft with which three connections in a row were closed for a fault is not sent again, and the next one is": [
    "connect, add one two, close 1011, close 1006, close 1002, close 1012, isIn one pending",
    "close 1011, isIn one failed ends_connection, sent one one one one one two",
    "settle two, retry one, close 1011, sent one one one one one two one one",
  ],
  "connections that end without a fault, or with an answer in between, are not held against a draft": [
    "connect, add one, close 1006, close lost, close 1012, close 1006, close 1005, close 1001, close 4008, close 1006, close 1006, isIn one pending",
    ...["too_fast", "not_stored", "not_stored", "not_stored", "not_stored"].map((code) => `refuse one ${code} 100, tick 100, close 1011`),
    "refuse one not_stored 100, isIn one failed not_stored",
  ],
  "an unanswered draft is slow after ten seconds, and after fifteen the connection is replaced":
    "connect, add one, tick 10000, isIn one slow, reconnects 0, tick 5000, reconnects 1, sent one",
  "edits, deletions, reactions and replies survive a closed tab as messages do, and are sent in order with them": [
    "add one edit react reply delete, openTab, pending one edit react reply delete, connect, settle one edit, refuse react not_stored 100, tick 100",
    "settle react reply delete, sent one edit react react reply delete, stored 0",
  ],
  "drafts keep their order if the clock is set back between them": "clock 3600000, add one, openTab, clock 0, add two, openTab, pending one two",
  "the drafts of a closed tab are taken over, also those to be tried again, and sent in the order they were written": [
    "storeElsewhere one 1 not_stored, storeElsewhere given-up 2 too_long, storeElsewhere two 3, tick 5000, add three, tick 5000",
    "connect, settle one two three, sent one two three",
  ],
  "another tab has ten seconds for its draft: then it is sent for it, unless it settled there":
    "connect, storeElsewhere left 1, storeElsewhere settled 1, settleElsewhere settled, tick 9999, sent, tick 1, sent left",
  "a draft that another tab settled is gone in this one": "add one two, settleElsewhere one, pending two",
  "the browser asks before it closes a tab with a draft that could not be stored, until it is stored or has settled": [
    "add one, space 0, add two, missing 1, space 99999, connect, stored 2",
    "space 0, add three, missing 2, settle one two three, stored 0",
  ],
});

test("a stored value in another form is left alone, and the room works without it", () => {
  const draft = { draft: "odd", text: "Hi", at: 1, state: "pending" };
  const odd = [
    5, "x", true, [], {}, { ...draft, text: 5 }, { ...draft, at: "yesterday" }, { ...draft, at: 1e300 }, { ...draft, state: "sent" },
    { ...draft, state: "failed" }, { ...draft, state: "failed", refusal: {} }, { ...draft, draft: "another" },
  ].map((value) => JSON.stringify(value));
  for (const value of [...odd, "{nope"]) {
    browser.writeElsewhere(`${KEY}odd`, value);
    tick(10_000);
    openTab();
    steps.connect();
    assert.deepEqual([store.state.drafts, sent, browser.stored[`${KEY}odd`]], [[], [], value]);
  }
  browser.stored[`${KEY}a b`] = JSON.stringify({ ...draft, draft: "a b" }); // the server would not understand this id
  openTab();
  assert.deepEqual(store.state.drafts, []);
});

test("a page that knows only messages finds no draft of another type, and its drafts are messages", () => {
  steps.add("edit", "delete", "react", "reply");
  const found = Object.values(browser.stored).map((value) => JSON.parse(value)).filter(({ text, at, state }) => typeof text === "string" && at && state);
  assert.deepEqual(found.map(({ draft, text, type }) => [draft, text, type]), [[ids.reply, "Yes", undefined]]);
  for (const change of [5, "x", {}, { type: "say" }, { type: "constructor" }, { ...CHANGES.edit, message: 0 }, { ...CHANGES.react, on: 1 }])
    browser.stored[`${KEY}odd`] = JSON.stringify({ draft: "odd", at: 1, state: "pending", change });
  browser.stored[`${KEY}old`] = JSON.stringify({ draft: "old", text: "Hi", at: 1, state: "pending" });
  openTab();
  assert.deepEqual(store.state.drafts.map(({ type }) => type).sort(), ["delete", "edit", "react", "say", "say"]);
});
