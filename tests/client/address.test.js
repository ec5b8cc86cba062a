// The addresses of rooms, their WebSockets, pages of history and messages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { historyAddress, linkedRoom, messageAddress, roomAddress, roomIn, seqIn, socketAddress } from "../../client/connection/address.js";
import { initialState } from "../../client/state/state.js";
import { testResults } from "./support/table-tests.js";

const ops = initialState({ room: "ops" });
const view = { room: "ops", after: 7, messages: [{ seq: 8 }, { seq: 9 }], target: { seq: 42 } };

testResults({
  "the room is named by the path, in any script; under /r/ it is never the lobby": [
    roomIn, ["/", "lobby"], ["/r/ops-2", "ops-2"], ["/r/ops/", "ops"], ["/r/%E8%A8%AD-2", "設-2"], ["/r/a/b", "a/b"], ["/r/%ff", "%ff"], ["/r/", "/r/"],
  ],
  "a connection asks for what follows the last message received": [
    ({ origin, ...state }) => socketAddress({ ...ops, ...state }, origin),
    [{ origin: "http://localhost:8000" }, "ws://localhost:8000/ws?room=ops&entries=all"],
    [{ origin: "https://chat.example", epoch: "6f", last: 41 }, "wss://chat.example/ws?room=ops&entries=all&after=41&epoch=6f"],
  ],
  "a page of history is before or after the view, or around the message that is asked for": [
    (page) => historyAddress[page](view, 50).replace("/api/rooms/ops/messages?", ""),
    ["earlier", "before=8&limit=50"], ["later", "after=8&limit=51"], ["around", "before=67&limit=50"], ["from", "after=41&limit=50"],
  ],
  "a message is named by its number behind the address of its room":
    [seqIn, [new URL(messageAddress("https://chat.example/r/ops", 42)).hash, 42], ...["", "#", "#0", "#4x", "#-1", "#1e3"].map((hash) => [hash, null])],
});

test("an address of this origin leads to a room, also by another spelling of its path, and any other to none", () => {
  const rooms = { "/": "lobby", "/#1": "lobby", "/r/lobby#1": "lobby", "/r/%E8%A8%AD/?x=1": "設", "/r/My%20Room": "My Room" };
  for (const address of ["/health", "/rooms", "/r/", "/r//", "https://elsewhere.example/r/ops"]) rooms[address] = null;
  for (const [address, room] of Object.entries(rooms))
    assert.equal(linkedRoom(new URL(address, "https://chat.example"), new URL("https://chat.example/r/ops")), room, address);
});

test("a room of any script is percent-encoded in every address", () => {
  assert.equal(roomAddress("設-2", "https://chat.example"), "https://chat.example/r/%E8%A8%AD-2");
  assert.match(socketAddress(initialState({ room: "設&x" }), "https://chat.example"), /\?room=%E8%A8%AD%26x&entries=all$/u);
  assert.match(historyAddress.earlier({ room: "設/2", after: 7 }, 50), /^\/api\/rooms\/%E8%A8%AD%2F2\/messages\?/u);
});
