// A random walk through several rooms: whatever happens in them and to the connection, in the end each count is exact. SEED=n repeats it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countAbove } from "../../client/rooms/counting.js";
import { nextToCount, roomsIn, shownCount } from "../../client/state/room-list.js";
import { apply, initialState } from "../../client/state/state.js";
import { baseOf } from "../../client/state/unread.js";
import { markOf } from "../../client/state/visited-rooms.js";
import { ANA, BO, connection, CY, welcome } from "./support/frames.js";
import { randomFrom } from "./support/random.js";
import { Room } from "./support/room.js";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const WALKS = Math.ceil(Number(process.env.WALKS ?? 300) / 3);
const STEPS = 80;
const NAMES = ["design", "lobby", "ops", "tea"];
const PAGE = 7; // messages in an answer of the server, so that a count needs several

globalThis.localStorage = { getItem: () => null };

// Ana's tab, and four rooms in which Bo, Cy and her other device write.
class World {
  rooms = Object.fromEntries(NAMES.map((name) => [name, new Room()]));
  epoch = 1;
  ids = 0;
  kept = {};
  state = initialState({ room: "lobby" });

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

  // While a request is on its way, others go on.
  meanwhile = async () => this.isBusy && this.random() < 0.5 && steps.others(this);

  async count() {
    const { state } = this;
    const room = nextToCount(state, () => true);
    if (room === null) return false;
    const mark = room === state.room ? baseOf(state) : markOf(state, room);
    const count = await countAbove(mark, room, state, this.ask);
    if (count !== null) this.apply({ type: "counted", room, mark, ...count });
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
      const say = { type: "say", draft, text: world.pick(["Hi", "Hi @Ana", "Hi @all"]) };
      const own = room.messages().findLast(({ from }) => from.id === person.id)?.seq;
      const others = [{ type: "react", draft, message, emoji: "👍", on: true }, { type: "topic", draft, text: "Plans" }];
      const changes = own ? [{ type: "delete", draft, message: own }, { type: "edit", draft, message: own, text: say.text }] : [];
      const entry = room.append(person, message && world.random() < 0.4 ? world.pick([...others, ...changes]) : say);
      if (entry && world.isLive && world.state.room === name) world.apply(entry);
    }
  },

  heads: (world) => world.isLive && world.tellHeads(NAMES.filter(() => world.random() < 0.5)),
  cut: (world) => world.apply(connection("waiting")),
  count: (world) => world.count(),
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
    world.apply({ type: "enter", room, at: world.ids++, kept: world.kept[room], names: [], drafts: [] });
  },

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
  for (let counts = 0; await world.count(); counts++) assert.ok(counts < 20, "the tab counts without an end");
  for (const { room, unread, mentions, muted, isOpen } of roomsIn(world.state)) {
    if (muted && !isOpen) continue;
    const mark = markOf(world.state, room);
    const wanted = world.rooms[room].messages().filter(({ seq, from, deleted }) => seq > mark && from.id !== ANA.id && !deleted);
    assert.equal(shownCount(unread), shownCount(wanted.length), `the count of ${room} is wrong`);
    assert.equal(mentions, wanted.filter(({ text }) => text.includes("@")).length, `the mentions of ${room} are wrong`);
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
