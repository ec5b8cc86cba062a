// Counts of unread messages. A random walk through several rooms: whatever happens in them and to the connection, in the end each count
// is exact. SEED=n repeats it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AnsweredLoader } from "../../client/attention/answered-loader.js";
import { keepFormerNames } from "../../client/people/former-names.js";
import { Counting, countUnread } from "../../client/rooms/counting.js";
import { ownCount, nextToCount, roomsIn, shownUnread } from "../../client/state/room-list.js";
import { apply } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { unknownSeq } from "../../client/state/view.js";
import { markOf } from "../../client/state/visited-rooms.js";
import { Browser, tick } from "./support/browser.js";
import { after, ANA, BO, connection, CY, messages, welcome } from "./support/frames.js";
import { randomFrom } from "./support/random.js";
import { Room } from "./support/room.js";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const WALKS = Math.ceil(Number(process.env.WALKS ?? 300) / 3);
const STEPS = 80;
const NAMES = ["design", "lobby", "ops", "tea"];
const PAGE = 7; // messages in an answer of the server at most, so that a count needs several

globalThis.localStorage = { getItem: () => null };

// Ana's tab, and four rooms in which Bo, Cy and her other device write.
class World {
  rooms = Object.fromEntries(NAMES.map((name) => [name, new Room()]));
  epoch = 1;
  ids = 0;
  turns = [];
  kept = {};
  state = after({ type: "visit", room: "lobby", at: 0 });

  constructor(random) {
    this.random = random;
  }

  apply = (frame) => (this.state = apply(this.state, frame));
  below = (limit) => Math.floor(this.random() * limit);
  pick = (list) => list[this.below(list.length)];
  headOf = (name) => this.rooms[name].log.length;

  get isLive() {
    return this.state.connection === "live";
  }

  // The server's page of messages above a number, as they are now.
  ask = async (address) => {
    const [, name, after] = /rooms\/(\w+)\/messages\?after=(\d+)/u.exec(address);
    await this.meanwhile();
    const messages = this.rooms[name].messages().filter(({ seq }) => seq > Number(after)).slice(0, PAGE);
    return { epoch: `e${this.epoch}`, head: this.headOf(name), messages };
  };

  answered = new AnsweredLoader(this.ask);

  // While a request is on its way, others go on.
  meanwhile = async () => this.isBusy && this.random() < 0.5 && steps.others(this);

  async count() {
    const { state } = this;
    const room = nextToCount(state, () => true, this.turns);
    if (room === null) return false;
    this.turns = [...this.turns.filter((other) => other !== room), room];
    const count = await countUnread(room, state, this.ask, this.answered);
    if (count !== null) this.apply({ type: "counted", room, ...count });
    return true;
  }

  tellHeads = (names = Object.keys(this.state.rooms)) =>
    this.apply({ type: "heads", rooms: Object.fromEntries(names.filter((name) => this.rooms[name]).map((name) => [name, this.headOf(name)])) });
}

const steps = {
  others(world) {
    const name = world.pick(NAMES);
    const room = world.rooms[name];
    const person = world.pick([BO, CY, BO, CY, ANA]);
    for (let count = world.below(6); count >= 0; count--) {
      const message = world.pick(room.messages())?.seq;
      const draft = `d${world.ids++}`;
      const [own, answered] = [person, world.pick([ANA, CY])].map(({ id }) => room.messages().findLast(({ from }) => from.id === id)?.seq);
      const say = { type: "say", draft, text: world.pick(["Hi", "Hi", "Hi @Ana", "Hi @all"]), ...(answered && world.random() < 0.4 ? { reply: answered } : {}) };
      const others = [{ type: "react", draft, message, emoji: "👍", on: true }, { type: "topic", draft, text: "Plans" }];
      const changes = own ? [{ type: "delete", draft, message: own }, { type: "edit", draft, message: own, text: say.text }] : [];
      const entry = room.append(person, message && world.random() < 0.4 ? world.pick([...others, ...changes]) : say);
      if (entry && world.isLive && world.state.room === name) world.apply(entry);
    }
  },

  heads: (world) => world.isLive && world.tellHeads(NAMES.filter(() => world.random() < 0.5)),
  cut: (world) => world.apply(connection("waiting")),
  count: (world) => world.count(),
  // A message that is answered in the view is loaded.
  async quote({ state, rooms, epoch, headOf, apply }) {
    const seq = unknownSeq(state, new Set());
    const messages = rooms[state.room].messages().filter((message) => message.seq === seq);
    if (seq) apply({ type: "quoted", seq, epoch: `e${epoch}`, head: headOf(state.room), messages });
    return seq !== undefined;
  },
  look: (world) => world.apply({ type: "attention", isHidden: world.random() < 0.5, isFocused: true }),
  end: (world) => world.isLive && world.apply({ type: "end" }),
  land: (world) => world.isLive && world.apply({ type: "landed" }),
  mute: (world) => world.state.rooms.tea && world.apply({ type: "changeRoom", room: "tea", muted: world.random() < 0.3 }),

  connect(world) {
    if (world.isLive) return;
    const { room, last, epoch } = world.state;
    const head = world.headOf(room);
    const after = epoch === `e${world.epoch}` && last <= head ? last : Math.max(0, head - 5);
    world.apply(welcome({ room, epoch: `e${world.epoch}`, after, head }));
    world.apply(connection("live"));
    for (const entry of world.rooms[room].log.slice(after)) world.apply(world.rooms[room].replayed(entry));
    world.tellHeads();
  },

  enter(world) {
    const room = world.pick(NAMES);
    if (room === world.state.room) return;
    world.kept[world.state.room] = world.state;
    if (world.random() < 0.8) steps.keepCount(world);
    world.apply({ type: "enter", room, at: world.ids++, kept: world.kept[room], names: [], drafts: [] });
  },

  keepCount: (world) => world.apply({ type: "changeRoom", room: world.state.room, counted: ownCount(world.state) }),

  // Another tab of Ana's browser has read a room up to some message.
  readElsewhere(world) {
    const room = world.pick(NAMES);
    const stored = world.state.rooms[room];
    if (stored?.mark && world.isLive) world.apply({ type: "roomStored", room, stored: { ...stored, mark: { seq: world.below(world.headOf(room) + 1), epoch: `e${world.epoch}` } } });
  },

  // A backup is restored: another epoch.
  restore(world) {
    if (world.random() < 0.9) return;
    steps.cut(world);
    world.epoch++;
    for (const name of NAMES) world.rooms[name].restore(world.below(world.headOf(name) + 1));
  },
};

// With a good connection, and once everything is counted.
async function check(world) {
  world.isBusy = false;
  steps.connect(world);
  world.tellHeads();
  for (let loaded = 0; await steps.quote(world); loaded++) assert.ok(loaded < 400, "the tab loads without an end");
  for (let counts = 0; await world.count(); counts++) assert.ok(counts < 20, "the tab counts without an end");
  for (const { room, unread, mentions, muted, isOpen } of roomsIn(world.state)) {
    const mark = muted && !isOpen ? Infinity : markOf(world.state, room); // other rooms that are muted show nothing
    const wanted = world.rooms[room].messages().filter(({ seq, from, deleted }) => seq > mark && from.id !== ANA.id && !deleted);
    const isForAna = ({ text, reply }) => text.includes("@") || world.rooms[room].at(reply)?.from.id === ANA.id;
    const shown = [shownUnread({ unread, mentions }, String), mentions];
    const mentioning = wanted.filter(isForAna).length;
    assert.deepEqual(shown, [shownUnread({ unread: wanted.length, mentions: mentioning }, String), mentioning], `the count of ${room} is wrong`);
  }
  world.isBusy = true;
}

test(`what is unread is counted exactly in every room, whatever happens (SEED=${SEED})`, async () => {
  const random = randomFrom(SEED);
  for (let walk = 0; walk < WALKS; walk++) {
    const world = new World(random);
    const path = [];
    try {
      while (path.length < STEPS) {
        path.push(world.pick(Object.keys(steps)));
        const marks = structuredClone(world.state.rooms);
        await steps[path.at(-1)](world);
        for (const [room, { mark }] of Object.entries(world.state.rooms))
          if (marks[room]?.mark?.epoch === mark?.epoch) assert.ok((marks[room]?.mark?.seq ?? 0) <= (mark?.seq ?? 0), `the mark of ${room} moved back`);
        if (path.length % 20 === 0) await check(world);
      }
    } catch (error) {
      error.message += `\nSEED=${SEED}, walk ${walk}: ${path.slice(-30).join(" ")}`;
      throw error;
    }
  }
});

// Ana's tab in the lobby, with rooms that the server has; `ask` answers as the server does.
function counting(rooms) {
  new Browser();
  const names = Object.keys(rooms);
  const visits = ["lobby", ...names].map((room) => ({ type: "visit", room, at: 1 }));
  const heads = () => ({ type: "heads", rooms: Object.fromEntries(names.map((name) => [name, rooms[name].log.length])) });
  const store = new Store(after(...visits, welcome(), connection("live"), heads()));
  const asked = [];
  const ask = async (address) => {
    const [, name, from, limit] = /rooms\/(\w+)\/messages\?after=(\d+)&limit=(\d+)/u.exec(address);
    asked.push(`${name} ${from}`);
    const messages = rooms[name].messages().filter(({ seq }) => seq > Number(from)).slice(0, Number(limit));
    return { epoch: "one", head: rooms[name].log.length, messages };
  };
  new Counting({ store, ask });
  const settle = async () => {
    for (let waits = 0; waits < 50; waits++) await null;
  };
  const second = async () => {
    store.apply(heads());
    await settle();
    tick(1_000);
  };
  const shown = () => roomsIn(store.state).filter(({ isOpen }) => !isOpen).map((room) => `${room.room} ${shownUnread(room, String)}`).sort();
  const say = (name, text, count = 1, more = {}) => {
    for (let index = 0; index < count; index++) rooms[name].append(BO, { type: "say", draft: `${rooms[name].log.length}`, text, ...more });
  };
  return { store, rooms, ask, asked, settle, second, shown, say };
}

test("each room has its turn, also beside one in which something happens all the time; an answer to an own message mentions", async () => {
  const rooms = { busy: new Room(), quiet: new Room(), still: new Room() };
  for (const person of [ANA, CY]) rooms.quiet.append(person, { type: "say", draft: person.id, text: "Hi" });
  const { asked, second, shown, say } = counting(rooms);
  say("quiet", "Hi", 2, { reply: 1 });
  say("still", "Hi");
  for (let seconds = 0; seconds < 4; seconds++) say("busy", "Hi"), await second();
  assert.deepEqual(shown(), ["busy 3", "quiet 2 · @", "still 1"]);
  assert.deepEqual(asked.slice(0, 4), ["busy 0", "quiet 2", "quiet 0", "still 0"]);
  say("quiet", "Hi", 1, { reply: 1 });
  for (let seconds = 0; seconds < 4; seconds++) await second();
  assert.deepEqual([shown()[1], asked.filter((one) => one === "quiet 0").length], ["quiet 3 · @", 1], "the answered message is known");
});

test("an answer to an own message mentions also if many answers to other messages follow it", async () => {
  const quiet = new Room();
  for (let seq = 1; seq <= 40; seq++) quiet.append(seq === 1 ? ANA : CY, { type: "say", draft: `old ${seq}`, text: "Hi" });
  const { second, shown, say } = counting({ quiet });
  for (let reply = 1; reply <= 40; reply++) say("quiet", "Yes", 1, { reply });
  for (let seconds = 0; seconds < 3; seconds++) await second();
  assert.deepEqual(shown(), ["quiet 40 · @"]);
});

test("after a rename the rooms are counted again, because other names mention the person", async () => {
  const { store, second, shown, say } = counting({ lobby: new Room(), quiet: new Room() });
  keepFormerNames(store);
  say("quiet", "Hi @Zoe");
  const after3 = async (...frames) => {
    for (const frame of frames) store.apply(frame);
    for (let seconds = 0; seconds < 3; seconds++) await second();
    return shown();
  };
  assert.deepEqual(await after3(), ["quiet 1"]);
  const renamed = [{ ...ANA, name: "Zoe" }];
  assert.deepEqual(await after3({ type: "name", name: "Zoe" }, { type: "people", joined: [], left: [], renamed, count: 2 }), ["quiet 1 · @"]);
});

test("above 99 a mention shows, too, and a room with many unread messages is asked ever more seldom, for what followed", async () => {
  const { asked, second, shown, say } = counting({ long: new Room(), short: new Room() });
  say("short", "Hi", 120);
  say("long", "Hi", 1_200);
  for (let seconds = 0; seconds < 4; seconds++) await second();
  assert.deepEqual(shown(), ["long 99+", "short 99+"]);
  assert.deepEqual(asked.splice(0), ["long 0", "short 0", "long 500", "long 1000"]);
  say("short", "Hi @all");
  for (let seconds = 0; seconds < 4; seconds++) await second();
  assert.deepEqual([shown(), asked.splice(0)], [["long 99+", "short 99+ · @"], ["short 0"]]);
  for (let seconds = 0; seconds < 5 * 60; seconds++) say("long", "Hi"), await second();
  assert.deepEqual(asked.map((one) => Number(one.replace("long ", ""))), [1_200, 1_201, 1_208, 1_224, 1_256, 1_316, 1_376, 1_436]);
  say("long", "Hi @Ana");
  for (let seconds = 0; seconds < 61; seconds++) await second();
  assert.deepEqual(shown(), ["long 99+ · @", "short 99+ · @"]);
});

test("the open room is counted to its end; if more than 2,000 messages are unread, it has no exact number", async () => {
  const { ask, rooms, say } = counting({ long: new Room() });
  const counts = [];
  for (const added of [1_999, 1_000]) {
    say("long", "Hi", added);
    say("long", "Hi @Ana");
    const state = after(welcome({ room: "long", after: 2_900, head: rooms.long.log.length }));
    const count = await countUnread("long", { ...state, room: "long", rooms: { long: { mark: { seq: 0, epoch: "one" } } } }, ask, new AnsweredLoader(ask));
    counts.push([shownUnread(count, String), count.unread, count.end]);
  }
  assert.deepEqual(counts, [["99+ · @", 2_000, 2_000], ["99+ · @", Infinity, 2_000]]);
});

test("a room that the person enters is counted at once, also during the pause after a count that failed, and then waits itself", async () => {
  new Browser();
  const heads = [90, 150].map((ops) => ({ type: "heads", rooms: { ops } }));
  const store = new Store(after({ type: "visit", room: "ops", at: 1 }, welcome(), connection("live"), ...heads));
  let asked = 0;
  new Counting({ store, ask: async () => (asked++, null) });
  for (let waits = 0; waits < 50; waits++) await null;
  store.apply({ type: "enter", room: "ops", at: 2, names: [], drafts: [] });
  store.apply(connection("live"));
  store.apply(welcome({ room: "ops", after: 100, head: 150 }));
  for (const entry of messages(101, 150)) store.apply(entry);
  for (let waits = 0; waits < 50; waits++) await null;
  assert.equal(asked, 2);
  tick(9_999);
  assert.equal(asked, 2, "asked again too soon");
  tick(1);
  assert.equal(asked, 3);
});

test("a count of the open room that began before the person left it is dropped: it would be stored as that of another room", async () => {
  const { store, asked, settle, say } = counting({ long: new Room() });
  say("long", "Hi", 2_001);
  const enter = (room, head) => [{ type: "enter", room, names: [], drafts: [] }, welcome({ room, after: head, head }), connection("live")];
  for (const frame of [...enter("long", 2_001), ...enter("lobby", 0)]) store.apply(frame);
  await settle();
  assert.deepEqual([asked.at(-1), store.state.rooms.long.counted], ["long 1500", null]);
});
