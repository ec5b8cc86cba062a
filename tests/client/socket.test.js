// The connection: how it is lost and made again, with the clock and the WebSocket under the control of the test.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Socket, waitAfter } from "../../client/connection/socket.js";
import { Browser, tick } from "./support/browser.js";

let webSockets, applied, listeners, refusals, socket;

beforeEach(() => {
  new Browser();
  mock.method(Math, "random", () => 0.5);
  [webSockets, applied, listeners, refusals] = [[], [], [], 0];
  const store = { state: { room: "lobby", epoch: null }, subscribe: (listener) => listeners.push(listener), apply: (frame) => applied.push(frame) };
  socket = new Socket({ store, origin: "http://chat", handshakeFailed: () => refusals++, connect });
  socket.open();
});

function connect(address) {
  const webSocket = { address, sent: [], isClosed: false, send: (text) => webSocket.sent.push(text), close: () => (webSocket.isClosed = true) };
  webSockets.push(webSocket);
  return webSocket;
}

const receive = (frame) => webSockets.at(-1).onmessage({ data: JSON.stringify(frame) });
const welcome = () => receive({ type: "welcome" });
const close = (code) => webSockets.at(-1).onclose({ code });
const states = () => applied.filter(({ type }) => type === "connection").map(({ connection }) => connection);

test("waits grow to ten seconds with full jitter, and after a restart everybody is back soon", () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((attempts) => waitAfter(1006, attempts));
  assert.deepEqual([...waits, waitAfter(1012, 7)], [250, 500, 1000, 2000, 4000, 5000, 5000, 1000]);
});

test("nothing is sent before the welcome", () => {
  assert.equal(socket.send({ type: "say" }), false);
  welcome();
  assert.equal(socket.send({ type: "say" }), true);
  assert.deepEqual(webSockets[0].sent, ['{"type":"say"}']);
});

test("a lost connection is made again, and attempts get quicker only after a stable while", () => {
  close(1006); // waits 250 ms
  tick(250);
  welcome();
  close(1006); // waits 500 ms, since it did not live long
  tick(499);
  assert.equal(webSockets.length, 2);
  tick(1);
  welcome();
  tick(10_000);
  close(1006);
  tick(250);
  assert.equal(webSockets.length, 4);
});

test("a WebSocket without events is given up after ten seconds, and one that falls silent after 45", () => {
  tick(10_000);
  assert.deepEqual([webSockets[0].isClosed, states()], [true, ["waiting"]]);
  tick(250);
  welcome();
  tick(44_000);
  receive({ type: "beat" });
  tick(44_000);
  assert.equal(states().at(-1), "live");
  tick(1_000);
  assert.equal(states().at(-1), "waiting");
});

test("a lost connection is no failed handshake, and attempts in a row that end before their welcome are", () => {
  welcome();
  close(1012);
  assert.equal(refusals, 0);
  tick(1_000);
  close(1006);
  assert.equal(refusals, 1);
  tick(5_000);
  welcome();
  close(1006);
  assert.equal(refusals, 1);
});

test("after a final close code nothing reconnects until the person asks for it", () => {
  welcome();
  close(4529);
  socket.resume();
  socket.reconnectNow();
  tick(60_000);
  assert.deepEqual([webSockets.length, states().at(-1)], [1, "stopped"]);
  socket.open();
  assert.equal(webSockets.length, 2);
});

test("returning to the tab ends a wait, and replaces a connection that missed a beat", () => {
  close(1006);
  socket.resume();
  assert.equal(webSockets.length, 2);
  welcome();
  socket.resume();
  assert.equal(webSockets.length, 2);
  tick(26_000);
  socket.resume();
  assert.equal(webSockets.length, 3);
});

test("only frames that a server may send are applied: none can act for the person", () => {
  const server = ["welcome", "message", "people", "typing", "refused", "beat"].map((type) => ({ type }));
  const acts = ["draft", "delete", "settings", "name", "connection", "loading", "end", "constructor"].map((type) => ({ type }));
  for (const frame of [...acts, ...server, null, [], {}, "name"]) receive(frame);
  assert.deepEqual(applied.filter(({ connection }) => !connection), server);
});

test("a gap in the messages replaces the connection, and the old one is not heard any more", () => {
  welcome();
  listeners[0]({ hasGap: true });
  const [old] = webSockets;
  assert.deepEqual([old.onmessage, old.onclose, old.isClosed], [null, null, true]);
  tick(250);
  assert.equal(webSockets.length, 2);
});
