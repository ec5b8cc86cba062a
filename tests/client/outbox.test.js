// Drafts until they settle: kept, sent in order one at a time, held back when told, and taken over from a closed tab.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Keeper } from "../../client/browser/unsaved.js";
import { Outbox } from "../../client/composer/outbox.js";
import { apply, fresh } from "../../client/state/state.js";

let kept, room, tell, sent, renewed, state, outbox, keeper, asking;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  kept = {};
  globalThis.localStorage = Object.defineProperties(kept, {
    getItem: { value: (key) => kept[key] ?? null },
    setItem: { value: (key, value) => (room ? (kept[key] = value) : fail()) },
    removeItem: { value: (key) => delete kept[key] },
  });
  [room, asking] = [true, null];
  globalThis.addEventListener = (what, hear) => (what === "storage" ? (tell = (key) => hear({ key })) : (asking = hear));
  globalThis.removeEventListener = (_, hear) => asking === hear && (asking = null);
  openTab();
});

function openTab() {
  [sent, renewed] = [[], 0];
  const send = ({ draft }) => state.connection === "live" && sent.push(draft);
  keeper = new Keeper({ changed: () => {} });
  outbox = new Outbox({ room: "lobby", send, act, renew: () => renewed++, keeper });
  state = { ...fresh({ room: "lobby", drafts: outbox.restore() }), epoch: "one" };
}

function fail() {
  throw new DOMException("full", "QuotaExceededError");
}

function act(frame) {
  state = apply(state, frame);
  outbox.update(state);
}

const live = () => act({ type: "connection", connection: "live" });
const lost = (code) => act({ type: "connection", connection: "waiting", code });
const write = (text) => { const draft = outbox.write(text); act(draft); return draft.draft; };
const settle = (draft) => act({ type: "message", seq: state.last + 1, draft, from: state.you, text: "", at: "" });
const refuse = (draft, code, retry_ms) => act({ type: "refused", draft, code, reason: "Because.", retry_ms });

test("drafts go one at a time, each when the one before has settled", () => {
  const [one, two] = [write("one"), write("two")];
  assert.deepEqual(sent, []);
  live();
  assert.deepEqual(sent, [one]);
  settle(one);
  assert.deepEqual(sent, [one, two]);
});

test("a draft is kept until it settles, and survives a closed tab in its order", () => {
  const [one, two] = [write("one"), write("two")];
  openTab();
  assert.deepEqual(state.drafts.map(({ text }) => text), ["one", "two"]);
  live();
  settle(one);
  settle(two);
  assert.deepEqual(Object.keys(kept), []);
});

test("what is kept in another form is left alone, and the room goes on without it", () => {
  const draft = { draft: "odd", text: "Hi", at: 1, state: "pending" };
  const odd = [
    5, "x", true, [], {}, { ...draft, text: 5 }, { ...draft, at: "yesterday" }, { ...draft, at: 1e300 }, { ...draft, state: "sent" },
    { ...draft, state: "failed" }, { ...draft, state: "failed", refusal: {} }, { ...draft, draft: "another" },
  ].map((value) => JSON.stringify(value));
  live();
  for (const value of [...odd, "{nope"]) {
    kept["hubbub.draft.lobby.odd"] = value;
    tell("hubbub.draft.lobby.odd");
    mock.timers.tick(10_000);
    openTab();
    live();
    assert.deepEqual([state.drafts, sent, kept["hubbub.draft.lobby.odd"]], [[], [], value]);
  }
  kept["hubbub.draft.lobby.a b"] = JSON.stringify({ ...draft, draft: "a b" }); // the server would not understand it
  openTab();
  assert.deepEqual(state.drafts, []);
});

test("a line that was lost sends again what it left unanswered", () => {
  live();
  const draft = write("one");
  lost();
  live();
  assert.deepEqual(sent, [draft, draft]);
});

test("too fast waits as long as it was told, and is not overtaken", () => {
  live();
  const [one, two] = [write("one"), write("two")];
  refuse(one, "too_fast", 300);
  mock.timers.tick(299);
  assert.deepEqual(sent, [one]);
  mock.timers.tick(1);
  settle(one);
  assert.deepEqual(sent, [one, one, two]);
});

test("what was not stored shows it, and is tried again by itself unless deleted", () => {
  live();
  const [one, two] = [write("one"), write("two")];
  refuse(one, "not_stored", 1000);
  assert.deepEqual(state.drafts.map(({ state }) => state), ["failed", "pending"]);
  mock.timers.tick(1000);
  assert.deepEqual(sent, [one, one]);
  refuse(one, "not_stored", 1000);
  act({ type: "delete", draft: one });
  mock.timers.tick(1000);
  assert.deepEqual(sent, [one, one, two]);
});

test("what cannot be a message lets the next one pass, and goes again only when asked", () => {
  live();
  const [one, two] = [write("one"), write("two")];
  refuse(one, "too_long");
  settle(two);
  assert.deepEqual(sent, [one, two]);
  outbox.retry(one);
  assert.deepEqual(sent, [one, two, one]);
});

const refusalOf = (id) => state.drafts.find(({ draft }) => draft === id)?.refusal?.code;

test("a draft that is too long for the line it ends is not sent again, and the next one goes", () => {
  live();
  const [one, two, three] = [write("x".repeat(4001)), write("two"), write("three")];
  lost(1009);
  live();
  assert.deepEqual([sent, refusalOf(one)], [[one, two], "too_long"]);
  lost(1009); // somebody in between takes less than the server
  live();
  assert.deepEqual([sent, refusalOf(two)], [[one, two, three], "ends_line"]);
});

test("a draft with which three lines in a row were closed as faulty is not sent again, and the next one goes", () => {
  live();
  const [one, two] = [write("one"), write("two")];
  for (const code of [1011, 1006, 1002, 1012, 1011]) {
    assert.equal(refusalOf(one), undefined);
    lost(code);
    live();
  }
  assert.deepEqual([sent, refusalOf(one)], [[one, one, one, one, one, two], "ends_line"]);
  settle(two);
  outbox.retry(one);
  lost(1011);
  live();
  assert.deepEqual(sent.slice(6), [one, one]);
});

test("lines that are torn, or end with something answered in between, are not held against a draft", () => {
  live();
  const one = write("one");
  for (const code of [1006, null, 1012, 1006, 1005, 1001, 4008, 1006, 1006]) {
    lost(code);
    live();
  }
  refuse(one, "too_fast", 100);
  mock.timers.tick(100);
  for (let line = 0; line < 5; line++) {
    lost(1011);
    live();
    refuse(one, "not_stored", 100);
    mock.timers.tick(100);
  }
  assert.equal(refusalOf(one), "not_stored");
});

test("an unanswered draft is slow after ten seconds, and after fifteen the line is not trusted", () => {
  live();
  write("one");
  mock.timers.tick(10_000);
  assert.deepEqual([state.drafts[0].state, renewed, sent.length], ["slow", 0, 1]);
  mock.timers.tick(5_000);
  assert.equal(renewed, 1);
});

test("drafts keep their order when the clock is set back between them", () => {
  mock.timers.setTime(3_600_000);
  write("one");
  openTab();
  mock.timers.setTime(0);
  write("two");
  openTab();
  assert.deepEqual(state.drafts.map(({ text }) => text), ["one", "two"]);
});

const keptElsewhere = (draft) => {
  kept[`hubbub.draft.lobby.${draft.draft}`] = JSON.stringify({ text: draft.draft, state: "pending", ...draft });
  tell(`hubbub.draft.lobby.${draft.draft}`);
};

test("what waits in another tab for another try is taken over with the rest, and goes in the order it was written", () => {
  const refusal = (code) => ({ state: "failed", refusal: { code } });
  keptElsewhere({ draft: "one", at: 1, ...refusal("not_stored") });
  keptElsewhere({ draft: "given-up", at: 2, ...refusal("too_long") });
  keptElsewhere({ draft: "two", at: 3 });
  mock.timers.tick(5_000);
  const three = write("three");
  mock.timers.tick(5_000);
  live();
  for (const draft of ["one", "two", three]) settle(draft);
  assert.deepEqual(sent, ["one", "two", three]);
});

test("a draft that there is no room for is asked about before leaving, until there is room or it has settled", () => {
  const one = write("one");
  room = false;
  const two = write("two");
  assert.deepEqual([keeper.keepsAll, Object.keys(kept).length], [false, 1]);
  let prevented = 0;
  asking({ preventDefault: () => prevented++ });
  assert.equal(prevented, 1);
  room = true;
  live();
  assert.deepEqual([keeper.keepsAll, asking, Object.keys(kept).length], [true, null, 2]);
  room = false;
  const three = write("three");
  assert.equal(keeper.keepsAll, false);
  for (const draft of [one, two, three]) settle(draft);
  assert.deepEqual([keeper.keepsAll, asking], [true, null]);
});

test("another tab's draft is sent for it once that tab had its time, and not if it settled there", () => {
  live();
  for (const draft of ["left", "settled"]) keptElsewhere({ draft, at: 1 });
  delete kept["hubbub.draft.lobby.settled"];
  mock.timers.tick(10_000);
  assert.deepEqual(sent, ["left"]);
});
