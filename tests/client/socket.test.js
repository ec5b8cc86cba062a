// The line: how it is lost and found again, with the clock and the wire in the test's hands.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Socket, waitAfter } from "../../client/connection/socket.js";

let wires, states, heard, refusals, socket;

beforeEach(() => {
  mock.restoreAll();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  mock.method(Math, "random", () => 0.5);
  [wires, states, heard, refusals] = [[], [], [], 0];
  socket = new Socket({
    address: () => "ws://room",
    heard: (frame) => heard.push(frame),
    changed: (state) => states.push(state),
    refused: () => refusals++,
    dial() {
      const wire = { said: [], isClosed: false };
      wire.send = (text) => wire.said.push(text);
      wire.close = () => (wire.isClosed = true);
      wires.push(wire);
      return wires.at(-1);
    },
  });
  socket.open();
});

const hear = (frame, wire = wires.at(-1)) => wire.onmessage({ data: JSON.stringify(frame) });
const welcome = () => hear({ type: "welcome" });
const lose = (code) => wires.at(-1).onclose({ code });

test("waits grow to ten seconds with full jitter, and a restart brings everybody back soon", () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((tries) => waitAfter(1006, tries));
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 5000, 5000]);
  assert.equal(waitAfter(1012, 7), 1000);
});

test("nothing is sent before the welcome", () => {
  assert.equal(socket.send({ type: "say" }), false);
  welcome();
  assert.equal(socket.send({ type: "say" }), true);
  assert.deepEqual(wires[0].said, ['{"type":"say"}']);
});

test("a lost line comes back, and tries get quicker only after a stable while", () => {
  lose(1006); // waits 250
  mock.timers.tick(250);
  welcome();
  lose(1006); // waits 500, since it did not live long
  mock.timers.tick(499);
  assert.equal(wires.length, 2);
  mock.timers.tick(1);
  welcome();
  mock.timers.tick(10_000);
  lose(1006);
  mock.timers.tick(250);
  assert.equal(wires.length, 4);
});

test("a socket that fires nothing is given up after ten seconds, and one that falls silent after 45", () => {
  mock.timers.tick(10_000);
  assert.deepEqual([wires[0].isClosed, states], [true, ["waiting"]]);
  mock.timers.tick(250);
  welcome();
  mock.timers.tick(44_000);
  hear({ type: "beat" });
  mock.timers.tick(44_000);
  assert.equal(states.at(-1), "live");
  mock.timers.tick(1_000);
  assert.equal(states.at(-1), "waiting");
});

test("a line that was lost is no refusal, and tries in a row that end before they begin are", () => {
  welcome();
  lose(1012);
  assert.equal(refusals, 0);
  mock.timers.tick(1_000);
  lose(1006);
  assert.equal(refusals, 1);
  mock.timers.tick(5_000);
  welcome();
  lose(1006);
  assert.equal(refusals, 1);
});

test("who is told not to come back does not, until the person asks", () => {
  welcome();
  lose(4529);
  socket.wake();
  socket.refresh();
  mock.timers.tick(60_000);
  assert.deepEqual([wires.length, states.at(-1)], [1, "stopped"]);
  socket.open();
  assert.equal(wires.length, 2);
});

test("waking ends a wait, and doubts a line that missed a beat", () => {
  lose(1006);
  socket.wake();
  assert.equal(wires.length, 2);
  welcome();
  socket.wake();
  assert.equal(wires.length, 2);
  mock.timers.tick(26_000);
  socket.wake();
  assert.equal(wires.length, 3);
});

test("only what a server may say is heard: nobody acts for the person by a frame that is named like an act", () => {
  const said = ["welcome", "message", "people", "typing", "refused", "beat"].map((type) => ({ type }));
  const acts = ["draft", "delete", "settings", "name", "connection", "reading", "end", "constructor"].map((type) => ({ type }));
  for (const frame of [...acts, ...said, null, [], {}, "name"]) hear(frame);
  assert.deepEqual(heard, said);
});

test("a dropped wire is not heard any more", () => {
  welcome();
  const [old] = wires;
  socket.renew();
  assert.deepEqual([old.onmessage, old.onclose, old.isClosed], [null, null, true]);
});
