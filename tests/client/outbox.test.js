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

let browser, storage, store, outbox, sent, reconnects;

beforeEach(() => {
  browser = new Browser();
  openTab();
});

function openTab() {
  [sent, reconnects] = [[], 0];
  storage = new DurableStorage();
  const drafts = new DraftStorage({ room: "lobby", storage });
  store = new Store({ ...fresh({ room: "lobby", drafts: drafts.read() }), epoch: "one" });
  const send = ({ draft }) => store.state.connection === "live" && sent.push(draft);
  outbox = new Outbox({ store, socket: { send, reconnect: () => reconnects++ }, storage: drafts });
}

const connect = () => store.apply(connection("live"));
const disconnect = (code) => store.apply(connection("waiting", code));
const reconnect = (code) => (disconnect(code), connect());
const add = (text) => (outbox.add(text), store.state.drafts.at(-1).draft);
const settle = (...ids) => ids.forEach((draft) => store.apply(message(store.state.last + 1, { draft })));
const refuse = (draft, code, retry_ms) => store.apply(refused(code, { draft, retry_ms }));
const texts = () => store.state.drafts.map(({ text }) => text);
const codeOf = (id) => store.state.drafts.find(({ draft }) => draft === id)?.refusal?.code;
const storedDrafts = () => Object.keys(browser.stored).length;

test("drafts are sent one at a time, each when the one before has settled", () => {
  const [one, two] = [add("one"), add("two")];
  assert.deepEqual(sent, []);
  connect();
  assert.deepEqual(sent, [one]);
  settle(one);
  assert.deepEqual(sent, [one, two]);
});

test("a draft is stored until it settles, and survives a closed tab in its order", () => {
  const drafts = [add("one"), add("two")];
  openTab();
  assert.deepEqual(texts(), ["one", "two"]);
  connect();
  settle(...drafts);
  assert.equal(storedDrafts(), 0);
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
  const draft = add("one");
  reconnect();
  assert.deepEqual(sent, [draft, draft]);
});

test("a draft that was too fast waits as long as the server says, and is not overtaken", () => {
  connect();
  const [one, two] = [add("one"), add("two")];
  refuse(one, "too_fast", 300);
  tick(299);
  assert.deepEqual(sent, [one]);
  tick(1);
  settle(one);
  assert.deepEqual(sent, [one, one, two]);
});

test("a draft that was not stored has failed, and is tried again by itself unless it is deleted", () => {
  connect();
  const [one, two] = [add("one"), add("two")];
  refuse(one, "not_stored", 1000);
  assert.deepEqual(store.state.drafts.map(({ state }) => state), ["failed", "pending"]);
  tick(1000);
  assert.deepEqual(sent, [one, one]);
  refuse(one, "not_stored", 1000);
  assert.equal(outbox.remove(one), "one");
  tick(1000);
  assert.deepEqual(sent, [one, one, two]);
});

test("a draft that cannot be a message lets the next one pass, and is sent again only if the person asks for it", () => {
  connect();
  const [one, two] = [add("one"), add("two")];
  refuse(one, "too_long");
  settle(two);
  assert.deepEqual(sent, [one, two]);
  outbox.retry(one);
  assert.deepEqual(sent, [one, two, one]);
});

test("a draft that is too long for a frame is not sent again, and the next one is", () => {
  connect();
  const [one, two, three] = [add("x".repeat(4001)), add("two"), add("three")];
  reconnect(1009);
  assert.deepEqual([sent, codeOf(one)], [[one, two], "too_long"]);
  reconnect(1009); // a proxy takes less than the server
  assert.deepEqual([sent, codeOf(two)], [[one, two, three], "ends_connection"]);
});

test("a draft with which three connections in a row were closed for a fault is not sent again, and the next one is", () => {
  connect();
  const [one, two] = [add("one"), add("two")];
  for (const code of [1011, 1006, 1002, 1012, 1011]) {
    assert.equal(codeOf(one), undefined);
    reconnect(code);
  }
  assert.deepEqual([sent, codeOf(one)], [[one, one, one, one, one, two], "ends_connection"]);
  settle(two);
  outbox.retry(one);
  reconnect(1011);
  assert.deepEqual(sent.slice(6), [one, one]);
});

test("connections that end without a fault, or with an answer in between, are not held against a draft", () => {
  connect();
  const one = add("one");
  for (const code of [1006, null, 1012, 1006, 1005, 1001, 4008, 1006, 1006]) reconnect(code);
  refuse(one, "too_fast", 100);
  tick(100);
  for (let attempt = 0; attempt < 5; attempt++) {
    reconnect(1011);
    refuse(one, "not_stored", 100);
    tick(100);
  }
  assert.equal(codeOf(one), "not_stored");
});

test("an unanswered draft is slow after ten seconds, and after fifteen the connection is replaced", () => {
  connect();
  add("one");
  tick(10_000);
  assert.deepEqual([store.state.drafts[0].state, reconnects, sent.length], ["slow", 0, 1]);
  tick(5_000);
  assert.equal(reconnects, 1);
});

test("drafts keep their order if the clock is set back between them", () => {
  mock.timers.setTime(3_600_000);
  add("one");
  openTab();
  mock.timers.setTime(0);
  add("two");
  openTab();
  assert.deepEqual(texts(), ["one", "two"]);
});

const storeElsewhere = (id, at, more) =>
  browser.writeElsewhere(KEY + id, JSON.stringify({ draft: id, text: id, at, state: "pending", ...more }));

test("the drafts of a closed tab are taken over, also those to be tried again, and sent in the order they were written", () => {
  const failed = (code) => ({ state: "failed", refusal: { code } });
  storeElsewhere("one", 1, failed("not_stored"));
  storeElsewhere("given-up", 2, failed("too_long"));
  storeElsewhere("two", 3);
  tick(5_000);
  const three = add("three");
  tick(5_000);
  connect();
  settle("one", "two", three);
  assert.deepEqual(sent, ["one", "two", three]);
});

test("another tab has ten seconds for its draft: then it is sent for it, unless it settled there", () => {
  connect();
  for (const id of ["left", "settled"]) storeElsewhere(id, 1);
  delete browser.stored[`${KEY}settled`];
  tick(9_999);
  assert.deepEqual(sent, []);
  tick(1);
  assert.deepEqual(sent, ["left"]);
});

test("a draft that another tab settled is gone in this one", () => {
  const one = add("one");
  delete browser.stored[KEY + one];
  browser.dispatch("storage", { key: KEY + one });
  assert.deepEqual(texts(), []);
});

test("the browser asks before it closes a tab with a draft that could not be stored, until it is stored or has settled", () => {
  const one = add("one");
  browser.maxValue = 0;
  const two = add("two");
  assert.deepEqual([storage.isComplete, storedDrafts(), browser.asksBeforeLeaving], [false, 1, true]);
  browser.maxValue = Infinity;
  connect();
  assert.deepEqual([storage.isComplete, storedDrafts(), browser.asksBeforeLeaving], [true, 2, false]);
  browser.maxValue = 0;
  const three = add("three");
  assert.equal(storage.isComplete, false);
  settle(one, two, three);
  assert.deepEqual([storage.isComplete, browser.asksBeforeLeaving], [true, false]);
});
