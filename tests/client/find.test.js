// Finding messages: what is marked, where a text is cut, which answer counts, and the first message of a day.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { firstSince } from "../../client/find/day.js";
import { excerptOf, hitsIn, wordsIn } from "../../client/find/highlight.js";
import { Search } from "../../client/find/search.js";
import { after, deletion, edit, message, reaction, welcome } from "./support/frames.js";
import { randomFrom } from "./support/random.js";
import { testResults } from "./support/table-tests.js";

const markedBy = (query) => (text) => hitsIn(text, wordsIn(query).words).map(([start, end]) => text.slice(start, end));
const cut = ([before, hit, after]) => {
  const text = before + hit + after;
  return excerptOf(text, hit === "" ? [] : [[before.length, before.length + hit.length]]).map((part) => (part.isHit ? `[${part.text}]` : part.text)).join("");
};

testResults({
  "a word is marked as far as it was typed, at the beginning of words": [markedBy("deplo"), ["Deployment, redeploy, DEPLOY", ["Deplo", "DEPLO"]], ["de plo", []]],
  "case and accents make no difference": [markedBy("NAIVE strasse елкин"), ["naïve naïveté", ["naïve", "naïve"]], ["Straße", ["Straße"]], ["Ёлкин", ["Ёлкин"]]],
  "a letter typed as two is marked whole": [markedBy("stras"), ["Straße", ["Straß"]]],
  "so in other scripts": [markedBy("שלום محمد 안녕"), ["שָׁלוֹם", ["שָׁלוֹם"]], ["مُحَمَّد", ["مُحَمَّد"]], ["안녕하세요", ["안녕"]]],
  "scripts without spaces are marked anywhere, and also beside others": [markedBy("京都 pyth か"), ["東京都", ["京都"]], ["らーめんとPython", ["Pyth"]], ["が", []]],
  "emoji are words, and what is invisible does not end a word": [markedBy("🎉 mihan"), ["done🎉🎉", ["🎉🎉"]], ["mi\u200bhan", ["mi\u200bhan"]]],
  "operators are not marked in the text": [markedBy('from:Ana before:2026-03-01 x'), ["Ana x before", ["x"]]],
  "the name of from is marked in the author": [(query) => wordsIn(query).author, ["From:“Ána Maria” x", ["ana", "maria"]], ["from x", []]],
  "a text is cut between words around the hit, and never within an emoji": [
    cut, [["short ", "hit", " end"], "short [hit] end"], [["a", "", ""], "a"], [["long ".repeat(20), "hit", ""], `…${"long ".repeat(8)}[hit]`],
    [["", "hit", " more".repeat(60)], `[hit]${" more".repeat(47)}…`], [["x".repeat(50), "hit", ""], `…${"x".repeat(40)}[hit]`],
    [["👨‍👩‍👧‍👦".repeat(10), "hit", ""], `…${"👨‍👩‍👧‍👦".repeat(4)}[hit]`],
  ],
});

test("the parts of an excerpt are the text, for any hits", () => {
  const random = randomFrom(Number(process.env.SEED ?? 1));
  const letters = ["a", "ß", " ", "é", "e\u0301", "京", "🎉", "\u200d", "א", "ﬁ", "-"];
  for (let walk = 0; walk < 500; walk++) {
    const text = Array.from({ length: random() * 40 }, () => letters[Math.floor(random() * letters.length)]).join("");
    const hits = hitsIn(text, ["a", "ss", "京", "🎉", "fi"]);
    assert.ok(hits.every(([start, end], index) => start < end && end <= text.length && start > (hits[index - 1]?.[1] ?? -1)), text);
    assert.equal(excerptOf(text, hits).map((part) => part.text).join("").replaceAll("…", ""), text);
  }
});

// A server that answers when it is told to, also after the request was aborted, as if the answer had already been on its way.
function slowServer() {
  const asked = [];
  mock.method(globalThis, "fetch", (address, { signal }) =>
    new Promise((resolve, reject) => {
      const answer = (body, status = 200) => resolve({ ok: status === 200, status, json: async () => body });
      asked.push({ query: new URLSearchParams(address.split("?")[1]), answer, fail: reject, signal });
    }));
  return asked;
}

const messages = (...seqs) => seqs.map((seq) => ({ seq }));
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the latest query wins, older messages are added, and what failed is asked again", async () => {
  const asked = slowServer();
  const search = new Search({ room: "a b", changed() {}, state: () => after(welcome()) });
  const shown = () => [search.shown, search.status, ...search.messages.map(({ seq }) => seq)];
  search.ask("one");
  search.ask("two");
  assert.deepEqual(asked.map(({ signal }) => signal.aborted), [true, false]);
  assert.deepEqual(shown(), ["", "searching"]);
  asked[1].answer({ messages: messages(9, 7), next: 7 });
  await settled();
  asked[0].answer({ messages: messages(1) });
  await settled();
  assert.deepEqual(shown(), ["two", "found", 9, 7]);
  search.more();
  search.more(); // while it looks, it does not look twice
  assert.deepEqual(asked.slice(2).map(({ query }) => Object.fromEntries(query)), [{ q: "two", before: "7" }]);
  asked[2].fail(new TypeError("offline"));
  await settled();
  assert.deepEqual(shown(), ["two", "failed", 9, 7]);
  search.retry();
  asked[3].answer({ messages: messages(2) });
  await settled();
  assert.deepEqual([...shown(), search.hasMore], ["two", "found", 9, 7, 2, false]);
  search.ask("from:");
  asked[4].answer({ code: "bad_query" }, 400);
  await settled();
  assert.deepEqual(shown(), ["from:", "unclear"]);
  search.ask("x");
  search.ask("");
  assert.deepEqual([asked[5].signal.aborted, ...shown()], [true, "", "empty"]);
});

test("edits and deletions change what was found, also if the answer was on its way, and no older ones", async () => {
  const asked = slowServer();
  const state = after(welcome({ after: 4, head: 4 }), deletion(5, 2), edit(6, 1, { text: "old" }));
  const search = new Search({ room: "lobby", changed() {}, state: () => state });
  search.ask("text");
  asked[0].answer({ epoch: "one", head: 4, messages: [message(4), message(3), message(2)], next: 2 });
  await settled();
  search.more();
  search.apply([edit(7, 3, { text: "new" }), deletion(8, 4)]);
  asked[1].answer({ epoch: "one", head: 9, messages: [message(1, { text: "newest" })] });
  await settled();
  search.apply([edit(9, 1, { text: "newer" })]); // the answer has it, or what came after it
  assert.deepEqual(search.messages.map(({ text }) => text), ["new", "newest"]);
});

test("an answer that was on its way for longer than changes are kept has failed", async () => {
  const asked = slowServer();
  const reactions = Array.from({ length: 1_001 }, (_, index) => reaction(index + 2, 1, { emoji: "👍", on: true, count: 1 }));
  const search = new Search({ room: "lobby", changed() {}, state: () => after(welcome(), message(1), ...reactions) });
  search.ask("text");
  asked[0].answer({ epoch: "one", head: 1, messages: [message(1)] });
  await settled();
  assert.equal(search.status, "failed");
});

// Asks a room whose messages have these times, in local time, in pages of two; a search goes through three messages at a time.
function roomWith(...times) {
  const all = times.map((time, index) => ({ seq: index + 1, at: new Date(time).toISOString() }));
  return async (address) => {
    const fields = new URLSearchParams(address.split("?")[1]);
    if (!fields.has("q")) return { messages: all.filter(({ seq }) => seq > Number(fields.get("after"))).slice(0, 2) };
    const below = all.filter(({ seq }) => seq < Number(fields.get("before") ?? Infinity)).reverse();
    const looked = below.slice(0, 3);
    const day = fields.get("q").replace("before:", "");
    return { messages: looked.filter(({ at }) => at < day).slice(0, 1), next: below.length > 3 ? looked[2].seq : undefined };
  };
}

for (const zone of ["UTC", "America/New_York", "Pacific/Kiritimati"])
  test(`the first message of a day is that of the day in ${zone}, and if there is none the next`, async (t) => {
    const before = process.env.TZ;
    t.after(() => (process.env.TZ = before ?? ""));
    process.env.TZ = zone;
    const ask = roomWith("2026-02-27T10:00", "2026-02-28T23:59", "2026-03-01T00:00", "2026-03-01T12:00", "2026-03-03T09:00", "2026-03-03T10:00", "2026-03-03T11:00");
    const days = ["2026-02-01", "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"];
    assert.deepEqual(await Promise.all(days.map((day) => firstSince("lobby", day, ask))), [1, 2, 3, 5, 5, null]);
  });
