// Names, faces, texts and addresses, and what is said about the line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lineOf, pageOf, placeOf, roomIn, seqIn } from "../../client/connection/address.js";
import { HUES, hueOf, initialsOf, sharedNames, tagOf } from "../../client/people/avatar.js";
import { learn, words } from "../../client/browser/language.js";
import { said } from "../../client/connection/banner.js";
import { cookieFor, nameIn, randomName } from "../../client/people/name.js";
import { fresh } from "../../client/state/state.js";
import { lengthOf, trimmed } from "../../client/text/normalize.js";
import { nameOfDay } from "../../client/list/time.js";

await learn(["en"]);

test("a name in any script comes back from its cookie as it was", () => {
  for (const name of ["Brisk Otter", "你好", "a;b, c=%", "👩‍🚀"])
    assert.equal(nameIn(`x=1; ${cookieFor(name).split("; ")[0]}`), name);
  assert.match(cookieFor("Ana", true), /^name=Ana; Path=\/; Max-Age=31536000; SameSite=Lax; Secure$/);
});

test("a cookie that is not ours is no name", () => {
  assert.deepEqual(["", "name=%ff", "surname=Otter"].map(nameIn), ["", "", ""]);
});

test("a random name is two words", () => assert.match(randomName(), /^[A-Z][a-z]+ [A-Z][a-z]+$/));

test("every hue is met about as often as any other, and the order of letters counts", () => {
  const met = new Array(HUES).fill(0);
  for (let id = 0; id < 12_000; id++) met[hueOf(id.toString(16).padStart(16, "0"))]++;
  assert.ok(Math.min(...met) > 700 && Math.max(...met) < 1300, met.join());
  const sameLetters = ["abcd", "abdc", "acbd", "acdb", "adbc", "adcb", "bacd", "bcad"];
  assert.ok(new Set(sameLetters.map(hueOf)).size > 3);
});

test("initials are what a reader calls a letter", () => {
  const names = ["Brisk Otter", "ana", "Ana von Berg", "👩‍🚀 é", ""];
  assert.deepEqual(names.map(initialsOf), ["BO", "A", "AB", "👩‍🚀É", ""]);
});

test("two people of one name have different tags, and only a name of two needs them", () => {
  const people = [["a", "Sam"], ["b", "sam"], ["c", "Bo"], ["a", "Sam"], ["c", "Bea"]].map(([id, name]) => ({ id, name }));
  assert.deepEqual([...sharedNames(people)], ["sam"]);
  assert.match(tagOf("a"), /^#[0-9a-z]{4}$/);
  const tags = Array.from({ length: 1000 }, (_, id) => tagOf(id.toString(16).padStart(16, "0")));
  assert.ok(new Set(tags).size > 990);
});

test("a text keeps its inside and loses its edges and half emoji", () => {
  assert.equal(trimmed("\n\n  a\n\n b \ud83d \n"), "  a\n\n b \uFFFD");
  assert.equal(lengthOf("👩‍🚀"), 3);
});

test("a room is what the path names, else the lobby", () => {
  assert.deepEqual(["/", "/r/ops-2", "/r/Ops", "/r/a/b"].map(roomIn), ["lobby", "ops-2", "lobby", "lobby"]);
});

test("the line is asked for what follows the last message held", () => {
  const state = fresh({ room: "ops" });
  assert.equal(lineOf(state, "http://localhost:8000"), "ws://localhost:8000/ws?room=ops");
  const later = lineOf({ ...state, epoch: "6f", last: 41 }, "https://chat.example");
  assert.equal(later, "wss://chat.example/ws?room=ops&after=41&epoch=6f");
});

test("a page is asked for by where the view ends, or around the message that is sought", () => {
  const view = { room: "ops", after: 7, messages: [{ seq: 8 }, { seq: 9 }], sought: { seq: 42 } };
  assert.equal(pageOf.earlier(view, 50), "/api/rooms/ops/messages?before=8&limit=50");
  assert.equal(pageOf.later(view, 50), "/api/rooms/ops/messages?after=9&limit=50");
  assert.equal(pageOf.around(view, 50), "/api/rooms/ops/messages?before=67&limit=50");
});

test("a message is named by its number behind the address of its room", () => {
  assert.equal(placeOf("https://chat.example/r/ops", 42), "https://chat.example/r/ops#42");
  assert.deepEqual(["#42", "", "#", "#0", "#4x", "#-1", "#1e3"].map(seqIn), [42, null, null, null, null, null, null]);
});

test("yesterday is the calendar's, not 24 hours ago", () => {
  const now = new Date(2026, 2, 30, 0, 5);
  assert.deepEqual(["2026-03-30", "2026-03-29"].map((day) => nameOfDay(day, now)), [words("today"), words("yesterday")]);
});

test("a line that is fine or was lost just now says nothing, any other says so and offers what can be done", () => {
  const page = { isOnline: true, version: "v1" };
  const live = { ...fresh({ room: "lobby" }), connection: "live", version: "v1" };
  const told = (more, state = page) => said({ ...live, ...more }, state);
  const offers = (more) => told(more).buttons.map(({ act }) => act);
  assert.equal(told({}), null);
  assert.equal(told({ connection: "waiting" }), null);
  assert.deepEqual(offers({ connection: "waiting", trouble: "lost" }), ["open"]);
  assert.equal(told({ connection: "waiting", trouble: "blocked" }).key, "blocked");
  assert.equal(told({ connection: "waiting", trouble: "blocked" }, { ...page, isOnline: false }).key, "offline");
  assert.deepEqual(offers({ version: "v2" }), ["reload", "decline"]);
  assert.equal(told({ version: "v2", declined: "v2" }), null);
  assert.equal(told({ isBack: true }).key, "back online");
  assert.deepEqual(offers({ connection: "stopped", code: 4500 }), ["reload"]);
  assert.deepEqual(offers({ connection: "stopped", code: 4999 }), ["open"]);
});
