// Names, avatars and addresses.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { words } from "../../client/browser/language.js";
import { historyAddress, isSameRoom, messageAddress, roomAddress, roomIn, seqIn, socketAddress } from "../../client/connection/address.js";
import { nameOfDay } from "../../client/list/time.js";
import { HUES, hueOf, initialsOf, sharedNames, tagOf } from "../../client/people/avatar.js";
import { cookieFor, nameIn, randomName, storeName } from "../../client/people/name.js";
import { fresh } from "../../client/state/state.js";
import { testResults } from "./support/results.js";

const HTTP = { protocol: "http:", port: "8000" };
const HTTPS = { protocol: "https:", port: "" };

test("a name in any script comes back from its cookie as it was", () => {
  for (const name of ["Brisk Otter", "你好", "a;b, c=%", "👩‍🚀"])
    assert.equal(nameIn(`x=1; ${cookieFor(name, HTTP).split("; ")[0]}`, HTTP), name);
  assert.match(cookieFor("Ana", HTTPS), /^hubbub_name=Ana; Path=\/; Max-Age=31536000; SameSite=Lax; Secure$/);
  assert.match(cookieFor("Ana", HTTP), /^hubbub_name_8000=Ana; .+ SameSite=Lax$/);
});

test("a new name is written into our cookie alone, which the server is asked to set again; the stored one is not written", () => {
  const writes = [];
  const cookies = { get cookie() { return "name=theirs; hubbub_name_8000=Ana"; }, set cookie(written) { writes.push(written.split("; ")[0]); } };
  const fetched = mock.method(globalThis, "fetch", async () => {});
  Object.assign(globalThis, { document: cookies, location: { ...HTTP, pathname: "/r/ops" } });
  for (const name of ["Ana", "Bo"]) storeName(name);
  assert.deepEqual(writes, ["hubbub_name_8000=Bo"]);
  assert.deepEqual(fetched.mock.calls.map(({ arguments: [path, { method, cache }] }) => [path, method, cache]), [["/r/ops", "HEAD", "no-store"]]);
});

test("a random name is two words", () => assert.match(randomName(), /^[A-Z][a-z]+ [A-Z][a-z]+$/));

const ids = (count) => Array.from({ length: count }, (_, id) => id.toString(16).padStart(16, "0"));

test("each hue is about as frequent as any other, and the order of letters counts", () => {
  const counts = new Array(HUES).fill(0);
  for (const id of ids(12_000)) counts[hueOf(id)]++;
  assert.ok(Math.min(...counts) > 700 && Math.max(...counts) < 1300, counts.join());
  const anagrams = ["abcd", "abdc", "acbd", "acdb", "adbc", "adcb", "bacd", "bcad"];
  assert.ok(new Set(anagrams.map(hueOf)).size > 3);
});

test("two people of one name have different tags, and only a shared name needs them", () => {
  const people = [["a", "Sam"], ["b", "sam"], ["c", "Bo"], ["a", "Sam"], ["c", "Bea"]].map(([id, name]) => ({ id, name }));
  assert.deepEqual([...sharedNames(people)], ["sam"]);
  assert.match(tagOf("a"), /^#[0-9a-z]{4}$/);
  assert.ok(new Set(ids(1000).map(tagOf)).size > 990);
});

const ops = fresh({ room: "ops" });
const view = { room: "ops", after: 7, messages: [{ seq: 8 }, { seq: 9 }], target: { seq: 42 } };

testResults({
  "the former cookie is our name until there is one of ours, and no other cookie is": [
    (cookies) => nameIn(cookies, HTTP), ["name=Ana", "Ana"], ["name=Ana; hubbub_name_8000=Bo", "Bo"],
    ...["", "hubbub_name_8000=%ff", "surname=Otter", "hubbub_name=Otter", "hubbub_name_9000=Otter"].map((cookies) => [cookies, ""]),
  ],
  "initials are graphemes, the first of the first and of the last word":
    [initialsOf, ["Brisk Otter", "BO"], ["ana", "A"], ["Ana von Berg", "AB"], ["👩‍🚀 é", "👩‍🚀É"], ["", ""]],
  "the room is named by the path, in any script; under /r/ it is never the lobby": [
    roomIn, ["/", "lobby"], ["/r/ops-2", "ops-2"], ["/r/ops/", "ops"], ["/r/%E8%A8%AD-2", "設-2"], ["/r/a/b", "a/b"], ["/r/%ff", "%ff"], ["/r/", "/r/"],
  ],
  "a connection asks for what follows the last message received": [
    ({ origin, ...state }) => socketAddress({ ...ops, ...state }, origin),
    [{ origin: "http://localhost:8000" }, "ws://localhost:8000/ws?room=ops"],
    [{ origin: "https://chat.example", epoch: "6f", last: 41 }, "wss://chat.example/ws?room=ops&after=41&epoch=6f"],
  ],
  "a page of history is before or after the view, or around the message that is asked for": [
    (page) => historyAddress[page](view, 50).replace("/api/rooms/ops/messages?", ""),
    ["earlier", "before=8&limit=50"], ["later", "after=9&limit=50"], ["around", "before=67&limit=50"], ["from", "after=41&limit=50"],
  ],
  "a message is named by its number behind the address of its room":
    [seqIn, [new URL(messageAddress("https://chat.example/r/ops", 42)).hash, 42], ...["", "#", "#0", "#4x", "#-1", "#1e3"].map((hash) => [hash, null])],
  "yesterday is the calendar's, not 24 hours ago":
    [(day) => nameOfDay(day, new Date(2026, 2, 30, 0, 5)), ["2026-03-30", words("today")], ["2026-03-29", words("yesterday")]],
});

test("an address is of the room of a page, also by another spelling of its path", () => {
  const isSame = (address, page) => isSameRoom(new URL(address, "https://chat.example"), new URL(page, "https://chat.example"));
  for (const [address, page] of [["/r/lobby#1", "/"], ["/#1", "/r/lobby"], ["/r/設", "/r/%E8%A8%AD/?x=1"]]) assert.ok(isSame(address, page), address);
  for (const [address, page] of [["/r/ops#1", "/"], ["/health", "/"], ["/rooms", "/r/lobby"], ["https://elsewhere.example/r/ops", "/r/ops"]])
    assert.ok(!isSame(address, page), address);
});

test("a room of any script is percent-encoded in every address", () => {
  assert.equal(roomAddress("設-2", "https://chat.example"), "https://chat.example/r/%E8%A8%AD-2");
  assert.match(socketAddress(fresh({ room: "設&x" }), "https://chat.example"), /\?room=%E8%A8%AD%26x$/u);
  assert.match(historyAddress.earlier({ room: "設/2", after: 7 }, 50), /^\/api\/rooms\/%E8%A8%AD%2F2\/messages\?/u);
});
