// The connection: how it is lost and made again, with the clock and the WebSocket under the control of the test.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Socket, waitAfter } from "../../client/connection/socket.js";
import { initialState } from "../../client/state/state.js";
import { Browser, tick } from "./support/browser.js";
import { testScripts } from "./support/step-tests.js";

let webSockets, applied, listeners, failures, socket, answer;

beforeEach(() => {
  new Browser();
  mock.method(Math, "random", () => 0.5);
  [webSockets, applied, listeners, failures] = [[], [], [], 0];
  const store = { state: initialState({ room: "lobby", secret: "s3" }), subscribe: (listener) => listeners.push(listener), apply: (frame) => applied.push(frame) };
  socket = new Socket({ store, origin: "http://chat", handshakeFailed: () => failures++, connect, isReached: () => answer.promise });
  answer = Promise.withResolvers();
  socket.open();
});

function connect(address, offered) {
  const webSocket = { address, offered, sent: [], isClosed: false, send: (text) => webSocket.sent.push(text), close: () => (webSocket.isClosed = true) };
  webSockets.push(webSocket);
  return webSocket;
}

const receive = (frame) => webSockets.at(-1).onmessage({ data: JSON.stringify(frame) });

const steps = {
  tick,
  welcome: () => receive({ type: "welcome" }),
  beat: () => receive({ type: "beat" }),
  close: (code) => webSockets.at(-1).onclose({ code }),
  open: () => socket.open(),
  resume: () => socket.resume(),
  reconnectNow: () => socket.reconnectNow(),
  answer(word) {
    answer.resolve(word === "yes");
    answer = Promise.withResolvers();
  },
  gap: () => listeners[0]({ hasGap: true }),

  // Claims.
  opened: (count) => assert.equal(webSockets.length, count),
  reports: (...states) => assert.deepEqual(applied.flatMap(({ connection }) => connection ?? []).slice(-states.length), states),
  failures: (count) => assert.equal(failures, count),
  dropped(number) {
    const { onmessage, onclose, isClosed } = webSockets[number - 1];
    assert.deepEqual([onmessage, onclose, isClosed], [null, null, true]);
  },
};

testScripts(steps, {
  "a lost connection is made again, and attempts get quicker only after a connection was stable": [
    "close 1006, tick 250, opened 2, welcome, close 1006, tick 499, opened 2, tick 1, opened 3",
    "welcome, tick 10000, close 1006, tick 250, opened 4",
  ],
  "a WebSocket without events is given up after ten seconds, and one that falls silent after 45":
    "tick 10000, dropped 1, reports waiting, tick 250, welcome, tick 44000, beat, tick 44000, reports live, tick 1000, reports waiting",
  "a lost connection is no failed handshake, and attempts in a row that end before their welcome are":
    "welcome, close 1012, failures 0, tick 750, close 1006, failures 1, tick 5000, welcome, close 1006, failures 1",
  "after a final close code nothing reconnects until the person asks for it":
    "welcome, close 4529, resume, reconnectNow, tick 60000, opened 1, reports stopped, open, opened 2",
  "returning to the tab ends a wait, and replaces a connection that missed a beat":
    "close 1006, resume, opened 2, welcome, resume, opened 2, tick 26000, resume, opened 3",
  "after three failed attempts the server has to answer before the next one": [
    "close 1006, tick 250, close 1006, tick 500, close 1006, tick 1000, opened 3, answer no, failures 3, tick 2000, opened 3, answer yes, opened 4",
    "close 1006, tick 4000, resume, opened 5, answer yes, opened 5, welcome, tick 10000, close 1006, tick 250, opened 6",
  ],
  "a gap in the messages replaces the connection, and the old one is not heard any more": "welcome, gap, dropped 1, tick 250, opened 2",
});

test("waits grow to ten seconds with full jitter, and after a restart everybody is back soon", () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((attempts) => waitAfter(1006, attempts));
  assert.deepEqual([...waits, waitAfter(1012, 7)], [250, 500, 1000, 2000, 4000, 5000, 5000, 750]);
});

test("each attempt offers who the tab is", () => {
  steps.reconnectNow();
  for (const { offered } of webSockets) assert.deepEqual(offered, ["hubbub", "hubbub_person.s3", "hubbub_name."]);
});

test("nothing is sent before the welcome", () => {
  const send = () => socket.send({ type: "say" });
  assert.deepEqual([send(), steps.welcome(), send()], [false, undefined, true]);
  assert.deepEqual(webSockets[0].sent, ['{"type":"say"}']);
});

test("only frames that a server may send are applied: none can act for the person, and an entry of an unknown type only counts", () => {
  const server = ["welcome", "message", "edit", "deletion", "reaction", "people", "typing", "refused", "beat"].map((type) => ({ type }));
  const acts = ["add", "delete", "settings", "name", "connection", "loading", "later", "end", "constructor", "__proto__", "wave", undefined].map((type) => ({ type }));
  for (const frame of [...acts, ...server, null, [], {}, "name", { type: "delete", seq: 7, draft: "d" }]) receive(frame);
  assert.deepEqual(applied.filter(({ connection }) => !connection), [...server, { type: "unknownEntry", seq: 7 }]);
});
