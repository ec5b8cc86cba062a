// A random walk: whatever happens to a tab, in whatever order, what it shows is what the log holds. SEED=n walks one again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { comesDown } from "../../client/connection/socket.js";
import { apply, fresh } from "../../client/state/state.js";
import { endOf, MOST } from "../../client/state/view.js";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const WALKS = Number(process.env.WALKS ?? 300);
const STEPS = 120;
const ME = { id: "me", name: "Me" };
// What no server says: some of it is what only the page does.
const NONSENSE = ["wave", "constructor", "__proto__", undefined, "toString", "draft", "delete", "name", "connection", "settings", "reading", "later"];
const OTHERS = ["ana", "bo"].map((id) => ({ id, name: id }));

// Mulberry32: small, and the same everywhere.
const chanceFrom = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

const frozen = (value) => {
  if (value && typeof value === "object" && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

// The service as a tab knows it, and what the tab has to look like: the log, the line, and what was typed.
class World {
  constructor(chance) {
    this.chance = chance;
    this.epoch = 1;
    this.log = [];
    this.line = []; // frames on their way down
    this.isLive = false;
    this.after = 0; // where the view begins, as the welcome said
    this.typed = new Map(); // drafts neither settled nor deleted, and whether they failed
    this.names = 0;
    this.state = frozen(fresh({ room: "lobby" }));
  }

  tell(frame) {
    this.state = frozen(apply(this.state, frozen(frame)));
  }

  pick(list) {
    return list[Math.floor(this.chance() * list.length)];
  }

  below(limit) {
    return Math.floor(this.chance() * limit);
  }

  append(from, draft) {
    const standing = this.log.find((message) => message.draft === draft);
    if (standing) return this.resent(standing);
    const seq = this.log.length + 1;
    const message = { type: "message", seq, draft, from, text: `text ${seq}`, at: "2026-01-02T03:04:05.678Z" };
    this.log.push(message);
    if (this.isLive) this.line.push(message);
  }

  resent(message) {
    if (this.isLive && message.seq <= this.after) this.line.push(message);
  }
}

const steps = {
  others: (world) => world.append(world.pick(OTHERS), `other-${world.names++}`),

  // More than is shown at once. Seldom: it takes as long as all other steps.
  flood(world) {
    if (world.chance() < 0.8) return;
    for (let count = 0; count < MOST; count++) steps.others(world);
    while (world.line.length && !world.state.broken) hearNext(world);
  },

  type(world) {
    const draft = `mine-${world.names++}`;
    world.typed.set(draft, "pending");
    world.tell({ type: "draft", draft, text: draft, at: world.names });
  },

  send(world) {
    const draft = world.pick(world.state.drafts);
    if (world.isLive && draft) world.append(ME, draft.draft);
  },

  hear(world) {
    for (let some = world.below(4) + 1; some && world.line.length; some--) hearNext(world);
  },

  // It comes again under the same number: a resend that raced the catch-up.
  repeat(world) {
    const message = world.pick(world.state.messages);
    if (message) world.tell(message);
  },

  // The line leaves one out: that must be seen at the next one, never shown.
  lose(world) {
    const lost = world.line.findIndex(({ type }) => type === "message");
    if (lost < 0 || world.line[lost].seq <= world.state.last) return;
    const [message] = world.line.splice(lost, 1);
    const next = world.line.slice(lost).find(({ type, seq }) => type === "message" && seq > message.seq);
    if (!next) return drop(world);
    while (world.line.length && !world.state.broken) hearNext(world);
    assert.ok(world.state.broken, "a hole was not noticed");
    drop(world);
  },

  drop,

  come(world) {
    if (world.isLive) return;
    const { state, log } = world;
    const knows = state.epoch === `e${world.epoch}` && state.last <= log.length && world.chance() < 0.8;
    const after = knows ? state.last : Math.max(0, log.length - world.below(5));
    Object.assign(world, { isLive: true, after });
    world.tell({
      type: "welcome", room: "lobby", greeting: "Welcome, Me!", you: ME, epoch: `e${world.epoch}`, after, head: log.length,
      people: [ME], count: 1, limits: { text: 4000, name: 32 }, version: "v",
    });
    world.line = log.slice(after);
  },

  // A backup was put back: another life, and drafts that settled in the one before may settle again.
  anotherLife(world) {
    if (world.isLive || world.chance() < 0.7) return;
    world.epoch++;
    world.log.length = world.below(world.log.length + 1);
  },

  refuse(world) {
    const draft = world.pick(world.state.drafts);
    if (!draft || !world.isLive) return;
    const code = world.pick(["too_fast", "not_stored", "too_long", "bad_frame"]);
    world.typed.set(draft.draft, code === "too_fast" ? "pending" : "failed");
    world.tell({ type: "refused", draft: draft.draft, code, reason: "Because.", retry_ms: 5 });
  },

  retry(world) {
    const draft = world.pick(world.state.drafts);
    if (!draft) return;
    world.typed.set(draft.draft, "pending");
    world.tell({ type: "retry", draft: draft.draft });
  },

  delete(world) {
    const draft = world.pick(world.state.drafts);
    if (!draft) return;
    world.typed.delete(draft.draft);
    world.tell({ type: "delete", draft: draft.draft });
  },

  // Read back, as it stands now or as it stood when it was asked for.
  earlier(world) {
    const { state, log } = world;
    const from = world.chance() < 0.8 ? state.after : world.below(log.length + 1);
    const messages = log.filter(({ seq }) => seq <= from).slice(-1 - world.below(5));
    readBack(world, { type: "earlier", from, messages });
  },

  later(world) {
    const { state, log } = world;
    const from = world.chance() < 0.8 ? endOf(state) : world.below(log.length + 1);
    readBack(world, { type: "later", from, messages: log.slice(from, from + 1 + world.below(5)) });
  },

  around(world) {
    const { seq } = world.pick(world.log) ?? { seq: 1 };
    world.tell({ type: "seek", seq, isMarked: true });
    const start = Math.max(0, seq - 1 - world.below(3));
    const messages = world.log.slice(start, start + 1 + world.below(6));
    if (messages.some((message) => message.seq === seq)) readBack(world, { type: "around", seq, messages });
    else world.tell({ type: "absent", seq });
  },

  end: (world) => world.tell({ type: "end" }),
  attention: (world) => world.tell({ type: "attention", isAway: world.chance() < 0.5 }),
  beat: (world) => world.isLive && world.tell({ type: "beat", head: world.log.length }),
  trim: (world) => world.tell({ type: "trim" }),
  seen: (world) => world.tell({ type: "seen" }),
  people: (world) =>
    world.tell({ type: "people", joined: [world.pick(OTHERS)], left: [world.pick(OTHERS).id], renamed: [], count: 2 }),
  nonsense(world) {
    const frame = { type: world.pick(NONSENSE), draft: "theirs", text: "put into my mouth", at: 1, name: "Theirs", epoch: "another", messages: [] };
    if (comesDown(frame)) world.tell(frame);
  },
};

function readBack(world, page) {
  const epoch = world.chance() < 0.9 ? `e${world.epoch}` : "another";
  if (epoch === world.state.epoch) for (const { draft } of page.messages) world.typed.delete(draft);
  world.tell({ ...page, epoch });
}

function drop(world) {
  world.isLive = false;
  world.line = [];
  world.tell({ type: "connection", connection: "waiting" });
}

function hearNext(world) {
  const frame = world.line.shift();
  world.typed.delete(frame.draft);
  world.tell(frame);
}

function check({ state, log, typed, epoch }) {
  const numbers = state.messages.map(({ seq }) => seq);
  assert.deepEqual(numbers, numbers.map((_, index) => state.after + 1 + index), "the view has a hole, or another order");
  assert.ok(numbers.length <= MOST, "the view is longer than its bound");
  assert.ok(state.later !== "none" || endOf(state) >= state.last, "the view ends too soon, and says that it does not");
  if (state.epoch === `e${epoch}`)
    for (const message of state.messages) assert.deepEqual(message, log[message.seq - 1], "the view is not the log");
  assert.deepEqual(
    Object.fromEntries(state.drafts.map(({ draft, state }) => [draft, state])), Object.fromEntries(typed),
    "a draft was lost, or stays though it has settled",
  );
  assert.equal(new Set(state.people.map(({ id }) => id)).size, state.people.length, "somebody is here twice");
}

// In the end the line is good again, and everything is where it belongs.
function comeToRest(world) {
  drop(world);
  while (!world.isLive) steps.come(world);
  for (const { draft } of world.state.drafts) world.append(ME, draft);
  while (world.line.length) hearNext(world);
  assert.deepEqual(world.state.drafts, []);
  assert.equal(world.state.last, world.log.length);
  check(world);
}

test(`a tab shows what the log holds, whatever happens to it (SEED=${SEED})`, () => {
  const chance = chanceFrom(SEED);
  for (let walk = 0; walk < WALKS; walk++) {
    const world = new World(chance);
    const path = [];
    try {
      for (let step = 0; step < STEPS; step++) {
        const name = world.pick(Object.keys(steps));
        path.push(name);
        steps[name](world);
        check(world);
      }
      comeToRest(world);
    } catch (error) {
      error.message += `\nSEED=${SEED}, walk ${walk}: ${path.slice(-30).join(" ")}`;
      throw error;
    }
  }
});
