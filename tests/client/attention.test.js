// Attention: which messages notify a person, how often everybody is mentioned, which messages are new, and until when it is quiet.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseBefore } from "../../client/attention/everybody-mentions.js";
import { messagesNow } from "../../client/attention/messages-now.js";
import { levelOf, notifies } from "../../client/attention/levels.js";
import { NewMessages } from "../../client/attention/new-messages.js";
import { inAnHour, nextMorning, timeText } from "../../client/attention/quiet-times.js";
import { initialState } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { Browser, tick } from "./support/browser.js";
import { after, ANA, BO, connection, CY, draft, edit, message, own, welcome } from "./support/frames.js";
import { testResults } from "./support/table-tests.js";

const at = (seconds) => new Date(Date.UTC(2026) + seconds * 1_000).toISOString();
const all = (seq, seconds, more = {}) => message(seq, { text: "@all, lunch", at: at(seconds), ...more });
const known = { you: { ...ANA, former: [] }, names: [], messages: [own(1)], quoted: [] };
const notified = ([level, ...messages]) => notifies(messages.at(-1), level, known, messages.slice(0, -1));
const pause = ([text, ...frames]) => pauseBefore(text, after(welcome(), ...frames), Date.UTC(2026) + 50_000);
const time = (day, hours, minutes = 0) => new Date(2026, 0, day, hours, minutes).getTime();

testResults({
  "the level of a room is its own one, or that of the settings, and a muted room is off": [
    (room) => levelOf({ rooms: { lobby: room }, settings: { notify: "all" } }, "lobby"),
    [{}, "all"], [{ notify: "mentions" }, "mentions"], [{ notify: "off" }, "off"], [{ notify: "all", muted: true }, "off"],
  ],
  "a message notifies by the level: each one, or a mention or an answer": [
    notified, [["off", message(2, { text: "@Ana" })], false], [["all", message(2)], true], [["mentions", message(2)], false],
    [["mentions", message(2, { text: "@Ana" })], true], [["mentions", message(2, { reply: 1 })], true],
  ],
  "a mention of everybody notifies once a minute of each author; a name notifies nevertheless": [
    notified, [["mentions", all(2, 0)], true], [["mentions", all(2, 0), all(3, 59, { text: "@here!" })], false],
    [["mentions", all(2, 0), all(3, 59, { text: "@all and @Ana" })], true], [["mentions", all(2, 0), all(3, 61)], true],
    [["mentions", all(2, 0, { from: CY }), all(3, 1)], true], [["mentions", message(2, { at: at(0) }), all(3, 1)], true],
  ],
  "an author waits until a minute after the last mention of everybody, also of one that is not sent yet": [
    pause, [["@all", all(1, 0, { from: ANA })], 10_000], [["Hi", all(1, 0, { from: ANA })], 0], [["@all", all(1, -11, { from: ANA })], 0], [["@all", all(1, 0)], 0],
    [["@here", draft("a", { text: "@all", at: Date.UTC(2026) + 20_000 })], 30_000], [["@all", all(1, 3_600, { from: ANA })], 60_000],
  ],
  "the next morning is at eight, of the same day until then": [nextMorning, [time(2, 7, 59), time(2, 8)], [time(2, 8), time(3, 8)], [time(31, 23), time(32, 8)]],
  "a time has its weekday on another day": [
    ([until, now]) => timeText(until, now, "en-GB"), [[time(2, 15, 5), time(2, 14)], "15:05"], [[inAnHour(time(2, 23, 30)), time(2, 23, 30)], "Sat 00:30"],
  ],
});

// Ana's tab in the lobby; "design" and "ops" are watched. `rooms` is what the server has there.
function tab() {
  new Browser();
  const lobby = { visited: 1, at: 1, pinned: false, muted: false, mark: { seq: 0, epoch: "one" }, counted: null };
  const store = new Store(initialState({ room: "lobby", rooms: { lobby } }));
  const [told, rooms, asked, shown, updated] = [[], { design: [], ops: [] }, [], {}, []];
  const ask = async (address) => {
    const [, room, from, limit] = /rooms\/(\w+)\/messages\?after=(\d+)&limit=(\d+)/u.exec(address);
    asked.push(`${room} ${from} ${limit}`);
    const messages = rooms[room].filter(({ seq }) => seq > from);
    return { epoch: "one", head: store.state.heads[room], messages: messages.slice(0, limit) };
  };
  const wanted = { is: true };
  new NewMessages({ store, ask, isWanted: () => wanted.is, tell: (room, messages) => told.push(...messages.map(({ seq }) => `${room} ${seq}`)), shown: {
    seqIn: (room) => shown[room] ?? null,
    update: (room, seq, message) => updated.push(`${room} ${seq} ${message?.text}`),
  } });
  const head = async (seq, rooms = { design: seq }) => {
    store.apply({ type: "heads", rooms });
    for (let waits = 0; waits < 9; waits++) await null;
    tick(1_000);
    for (let waits = 0; waits < 9; waits++) await null;
  };
  return { store, told, rooms, asked, shown, updated, wanted, head };
}

test("new are the messages of others in the open and in watched rooms that came since the page was opened, each once", async () => {
  const { store, told, rooms, asked, wanted, head } = tab();
  for (const frame of [welcome({ head: 1 }), connection("live"), message(1), message(2), own(3), message(4, { deleted: true, text: "" })]) store.apply(frame);
  assert.deepEqual(told.splice(0), ["lobby 2"], "in the open room");
  rooms.design = [message(1), message(2)];
  await head(2);
  assert.deepEqual([told, asked], [[], []], "what is there before is not new");
  rooms.design.push(message(3), own(4), message(5, { from: CY, reply: 1 }));
  await head(5);
  await head(6);
  assert.deepEqual(told.splice(0), ["design 3", "design 5"]);
  assert.equal(asked[1], "design 0 1", "the answered message");
  wanted.is = false;
  rooms.design.push(message(7));
  await head(7);
  wanted.is = true;
  rooms.design.push(message(8));
  await head(8);
  assert.deepEqual(told.splice(0), ["design 8"], "what nobody wanted is not told later");
  store.apply(connection("waiting"));
  store.apply(welcome({ after: 4, head: 6, people: [ANA, BO] }));
  for (const frame of [connection("live"), message(5), message(6)]) store.apply(frame);
  store.apply({ type: "enter", room: "design", names: [], drafts: [] });
  for (const frame of [welcome({ room: "design", after: 8, head: 9 }), connection("live"), message(9), message(10)]) store.apply(frame);
  assert.deepEqual(told, ["lobby 5", "lobby 6", "design 10"], "what came during an outage is new");
});

test("what came into a room while it was muted is not new once it is watched again", async () => {
  const { store, told, rooms, wanted, head } = tab();
  for (const frame of [welcome(), connection("live")]) store.apply(frame);
  const watch = (heads) => store.apply({ type: "watched", heads });
  await head(1);
  wanted.is = false;
  watch({});
  rooms.design.push(message(2));
  wanted.is = true;
  watch({});
  await head(9, { ops: 9 });
  await head(2);
  rooms.design.push(message(3));
  await head(3);
  assert.deepEqual(told, ["design 3"]);
});

test("each watched room has its turn, also beside one in which something happens all the time", async () => {
  const { store, rooms, asked, head } = tab();
  for (const frame of [welcome(), connection("live")]) store.apply(frame);
  await head(0, { design: 0, ops: 0 });
  rooms.ops.push(message(1));
  store.apply({ type: "heads", rooms: { design: 1 } });
  for (const seq of [2, 3]) await head(seq, { design: seq, ops: 1 });
  assert.deepEqual(asked.slice(0, 3), ["design 0 100", "ops 0 100", "design 1 100"]);
});

test("the message of a notification in another room is asked for again when something else than messages came there", async () => {
  const { store, rooms, asked, shown, updated, wanted, head } = tab();
  for (const frame of [welcome(), connection("live")]) store.apply(frame);
  rooms.design = [message(1), message(2)];
  await head(2);
  shown.design = 2;
  rooms.design = [message(1), message(2, { text: "edited" })];
  await head(3);
  rooms.design.push(message(4));
  await head(4);
  assert.deepEqual(asked.splice(0), ["design 2 100", "design 1 1", "design 3 100"]);
  rooms.design = [message(1), message(4)];
  wanted.is = false;
  await head(5);
  assert.deepEqual(updated, ["design 2 edited", "design 2 undefined"]);
});

test("a message notifies as it is by then: one of another room is asked for again if its head moved since it was told", async () => {
  const { store, rooms, asked } = tab();
  for (const frame of [welcome(), connection("live"), message(1)]) store.apply(frame);
  const told = (room) => [1, 2].map((seq) => ({ room, message: message(seq), known: { head: 2 } }));
  const ask = async () => (asked.push("asked"), { messages: rooms.design });
  const texts = async (room) => (await messagesNow(room, told(room), store, ask)).map(({ message: { text, deleted } }) => deleted ?? text);
  rooms.design = [message(1, { text: "", deleted: true }), message(2, { text: "edited" })];
  store.apply({ type: "heads", rooms: { design: 2 } });
  assert.deepEqual([await texts("design"), asked.length], [["text 1", "text 2"], 0]);
  store.apply({ type: "heads", rooms: { design: 4 } });
  assert.deepEqual(await texts("design"), [true, "edited"]);
  store.apply(edit(2, 1, { text: "changed" }));
  assert.deepEqual(await texts("lobby"), ["changed", "text 2"]);
});

test("in a browser that refuses locks, as one without cookies may, each tab speaks, for what is not in view in it", async () => {
  const refuse = () => Promise.reject(new DOMException("storage is forbidden", "SecurityError"));
  Object.defineProperty(navigator, "locks", { value: { request: refuse, query: refuse }, configurable: true });
  const { NotifyingTab } = await import("../../client/attention/notifying-tab.js");
  new Browser();
  const tab = new NotifyingTab({ store: new Store(initialState({ room: "lobby", rooms: {} })) });
  assert.deepEqual([await tab.rooms(), tab.isChosen], [["lobby"], true]);
});
