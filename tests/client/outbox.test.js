// Drafts until they settle: stored, sent in order one at a time, delayed if told so, and taken over from a closed tab.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { DurableStorage } from "../../client/browser/durable-storage.js";
import { DraftStorage } from "../../client/composer/draft-storage.js";
import { Outbox } from "../../client/composer/outbox.js";
import { fresh } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { Browser, tick } from "./support/browser.js";
import { connection, message, refused } from "./support/frames.js";

const KEY = "hubbub.draft.lobby.";

let browser, storage, store, outbox, sent, ids, reconnects;

beforeEach(() => {
  browser = new Browser();
  ids = {};
  openTab();
});

function openTab() {
  [sent, reconnects] = [[], 0];
  storage = new DurableStorage();
  const drafts = new DraftStorage({ room: "lobby", storage });
  store = new Store({ ...fresh({ room: "lobby", drafts: drafts.read() }), epoch: "one" });
  const send = ({ text }) => store.state.connection === "live" && sent.push(text);
  outbox = new Outbox({ store, socket: { send, reconnect: () => reconnects++ }, storage: drafts });
}

// Drafts go by their texts; the outbox gives them their ids.
function add(...texts) {
  for (const text of texts) {
    outbox.add(text);
    ids[text] = store.state.drafts.at(-1).draft;
  }
}

function storeElsewhere(text, at, more) {
  ids[text] = text;
  browser.writeElsewhere(KEY + text, JSON.stringify({ draft: text, text, at, state: "pending", ...more }));
}

const connect = () => store.apply(connection("live"));
const reconnect = (code) => (store.apply(connection("waiting", code)), connect());
const settle = (...texts) => texts.forEach((text) => store.apply(message(store.state.last + 1, { draft: ids[text] })));
const refuse = (text, code, retry_ms) => store.apply(refused(code, { draft: ids[text], retry_ms }));
const texts = () => store.state.drafts.map(({ text }) => text);
const codeOf = (wanted) => store.state.drafts.find(({ text }) => text === wanted)?.refusal?.code;
const assertSent = (...texts) => assert.deepEqual(sent, texts);
const assertStored = (count, isComplete) =>
  assert.deepEqual([Object.keys(browser.stored).length, storage.isComplete, browser.asksBeforeLeaving], [count, isComplete, !isComplete]);

test("drafts are sent one at a time, each when the one before has settled", () => {
  add("one", "two");
  assertSent();
  connect();
  assertSent("one");
  settle("one");
  assertSent("one", "two");
});

test("a draft is stored until it settles, and survives a closed tab in its order", () => {
  add("one", "two");
  openTab();
  assert.deepEqual(texts(), ["one", "two"]);
  connect();
  settle("one", "two");
  assertStored(0, true);
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
    connect();
    assert.deepEqual([texts(), sent, browser.stored[`${KEY}odd`]], [[], [], value]);
  }
  browser.stored[`${KEY}a b`] = JSON.stringify({ ...draft, draft: "a b" }); // the server would not understand this id
  openTab();
  assert.deepEqual(texts(), []);
});

test("a draft without an answer is sent again over the next connection", () => {
  connect();
  add("one");
  reconnect();
  assertSent("one", "one");
});

test("a draft that was too fast waits as long as the server says, and is not overtaken", () => {
  connect();
  add("one", "two");
  refuse("one", "too_fast", 300);
  tick(299);
  assertSent("one");
  tick(1);
  settle("one");
  assertSent("one", "one", "two");
});

test("a draft that was not stored has failed, and is tried again by itself unless it is deleted", () => {
  connect();
  add("one", "two");
  refuse("one", "not_stored", 1000);
  assert.deepEqual(store.state.drafts.map(({ state }) => state), ["failed", "pending"]);
  tick(1000);
  assertSent("one", "one");
  refuse("one", "not_stored", 1000);
  assert.equal(outbox.remove(ids.one), "one");
  tick(1000);
  assertSent("one", "one", "two");
});

test("a draft that cannot be a message lets the next one pass, and is sent again only if the person asks for it", () => {
  connect();
  add("one", "two");
  refuse("one", "too_long");
  settle("two");
  assertSent("one", "two");
  outbox.retry(ids.one);
  assertSent("one", "two", "one");
});

test("a draft that is too long for a frame is not sent again, and the next one is", () => {
  const long = "x".repeat(4001);
  connect();
  add(long, "two", "three");
  for (const [text, code] of [[long, "too_long"], ["two", "ends_connection"]]) { // a proxy may take less than the server
    reconnect(1009);
    assert.equal(codeOf(text), code);
  }
  assertSent(long, "two", "three");
});

test("a draft with which three connections in a row were closed for a fault is not sent again, and the next one is", () => {
  connect();
  add("one", "two");
  for (const code of [1011, 1006, 1002, 1012, 1011]) {
    assert.equal(codeOf("one"), undefined);
    reconnect(code);
  }
  assert.equal(codeOf("one"), "ends_connection");
  settle("two");
  outbox.retry(ids.one);
  reconnect(1011);
  assertSent("one", "one", "one", "one", "one", "two", "one", "one");
});

test("connections that end without a fault, or with an answer in between, are not held against a draft", () => {
  connect();
  add("one");
  for (const code of [1006, null, 1012, 1006, 1005, 1001, 4008, 1006, 1006]) reconnect(code);
  refuse("one", "too_fast", 100);
  for (let attempt = 0; attempt < 5; attempt++) {
    tick(100);
    reconnect(1011);
    refuse("one", "not_stored", 100);
  }
  assert.equal(codeOf("one"), "not_stored");
});

test("an unanswered draft is slow after ten seconds, and after fifteen the connection is replaced", () => {
  connect();
  add("one");
  tick(10_000);
  assert.deepEqual([store.state.drafts[0].state, reconnects], ["slow", 0]);
  tick(5_000);
  assert.equal(reconnects, 1);
  assertSent("one");
});

test("drafts keep their order if the clock is set back between them", () => {
  for (const [text, time] of [["one", 3_600_000], ["two", 0]]) {
    mock.timers.setTime(time);
    add(text);
    openTab();
  }
  assert.deepEqual(texts(), ["one", "two"]);
});

test("the drafts of a closed tab are taken over, also those to be tried again, and sent in the order they were written", () => {
  const failed = (code) => ({ state: "failed", refusal: { code } });
  storeElsewhere("one", 1, failed("not_stored"));
  storeElsewhere("given-up", 2, failed("too_long"));
  storeElsewhere("two", 3);
  tick(5_000);
  add("three");
  tick(5_000);
  connect();
  settle("one", "two", "three");
  assertSent("one", "two", "three");
});

test("another tab has ten seconds for its draft: then it is sent for it, unless it settled there", () => {
  connect();
  for (const text of ["left", "settled"]) storeElsewhere(text, 1);
  delete browser.stored[`${KEY}settled`];
  tick(9_999);
  assertSent();
  tick(1);
  assertSent("left");
});

test("a draft that another tab settled is gone in this one", () => {
  add("one");
  delete browser.stored[KEY + ids.one];
  browser.dispatch("storage", { key: KEY + ids.one });
  assert.deepEqual(texts(), []);
});

test("the browser asks before it closes a tab with a draft that could not be stored, until it is stored or has settled", () => {
  add("one");
  browser.maxValue = 0;
  add("two");
  assertStored(1, false);
  browser.maxValue = Infinity;
  connect();
  assertStored(2, true);
  browser.maxValue = 0;
  add("three");
  assertStored(2, false);
  settle("one", "two", "three");
  assertStored(0, true);
});
