// A random walk: whatever happens to a tab, in any order, it shows what the log holds. SEED=n repeats a walk.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, fresh } from "../../client/state/state.js";
import { endOf, MAX_MESSAGES } from "../../client/state/view.js";
import { ANA, BO, connection, CY, draft, message, page, refused, welcome } from "./support/frames.js";
import { randomFrom } from "./support/random.js";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const WALKS = Number(process.env.WALKS ?? 300);
const STEPS = 120;

const frozen = (value) => {
  if (value && typeof value === "object" && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

// Ana's tab and the service: the log, the frames on their way to the tab, and the drafts that have not settled.
class World {
  epoch = 1;
  log = [];
  frames = [];
  isLive = false;
  start = 0; // of the view, according to the welcome
  drafts = new Map(); // id → state
  ids = 0;
  state = frozen(fresh({ room: "lobby" }));

  constructor(random) {
    this.random = random;
  }

  get epochName() {
    return `e${this.epoch}`;
  }

  apply(frame) {
    this.state = frozen(apply(this.state, frozen(frame)));
  }

  below = (limit) => Math.floor(this.random() * limit);
  pick = (list) => list[this.below(list.length)];

  append(from, draft) {
    const existing = this.log.find((message) => message.draft === draft);
    const entry = existing ?? message(this.log.length + 1, { from, draft });
    if (!existing) this.log.push(entry);
    if (this.isLive && (!existing || entry.seq <= this.start)) this.frames.push(entry);
  }

  receive() {
    const frame = this.frames.shift();
    this.drafts.delete(frame.draft);
    this.apply(frame);
  }

  receiveAll() {
    while (this.frames.length && !this.state.hasGap) this.receive();
  }

  disconnect() {
    this.isLive = false;
    this.frames = [];
    this.apply(connection("waiting"));
  }

  load(frame, epoch = this.random() < 0.9 ? this.epochName : "another") {
    this.apply({ type: "loading", side: frame.type });
    if (epoch === this.state.epoch) for (const { draft } of frame.messages) this.drafts.delete(draft);
    this.apply({ ...frame, epoch });
    if (epoch !== this.state.epoch && frame.type !== "around") assert.equal(this.state[frame.type], "failed");
  }

  // By pages of random length, as a person who scrolls that way.
  readTo(side) {
    this.apply({ type: "scrolled", isFollowing: false });
    while (this.state[side] !== "none") {
      const [first, end] = [this.state.after, endOf(this.state)];
      const count = 1 + this.below(50);
      const messages = side === "earlier" ? this.log.slice(Math.max(0, first - count), first) : this.log.slice(end, end + count);
      this.load(page(side, side === "earlier" ? first : end, messages), this.epochName);
      check(this);
      assert.ok(this.state[side] === "none" || this.state.after < first || endOf(this.state) > end, "a page does not join the view");
    }
  }

  // A page from the edge of the view, or from elsewhere, as if the view had changed since it was asked for.
  edge = (seq) => (this.random() < 0.8 ? seq : this.below(this.log.length + 1));
}

const withDraft = (act) => (world) => {
  const draft = world.pick(world.state.drafts);
  if (draft) act(world, draft.id);
};

const steps = {
  other: (world) => world.append(world.pick([BO, CY]), `other-${world.ids++}`),

  // More than a view holds. Seldom, because it takes as long as all other steps together.
  flood(world) {
    if (world.random() < 0.8) return;
    for (let count = 0; count < MAX_MESSAGES; count++) steps.other(world);
    world.receiveAll();
  },

  write(world) {
    const id = `mine-${world.ids++}`;
    world.drafts.set(id, "pending");
    world.apply(draft(id, { type: world.pick(["add", "adopt"]), at: world.ids }));
  },

  send: withDraft((world, id) => world.isLive && world.append(ANA, id)),

  receive(world) {
    for (let count = world.below(4) + 1; count && world.frames.length; count--) world.receive();
  },

  // A draft that was sent again during catching up comes twice, with one number.
  repeat(world) {
    const message = world.pick(world.state.messages);
    if (message) world.apply(message);
  },

  // A message is lost on its way: the next one must reveal that.
  lose(world) {
    const { frames, state } = world;
    const index = frames.findIndex(({ seq }) => seq > state.last);
    if (index < 0) return;
    const [{ seq }] = frames.splice(index, 1);
    if (frames.slice(index).some((next) => next.seq > seq)) {
      world.receiveAll();
      assert.ok(world.state.hasGap, "a gap was not noticed");
    }
    world.disconnect();
  },

  disconnect: (world) => world.disconnect(),

  connect(world) {
    if (world.isLive) return;
    const { state, log, epochName } = world;
    const continues = state.epoch === epochName && state.last <= log.length && world.random() < 0.8;
    const after = continues ? state.last : Math.max(0, log.length - world.below(5));
    Object.assign(world, { isLive: true, start: after, frames: log.slice(after) });
    world.apply(welcome({ epoch: epochName, after, head: log.length }));
    assert.equal(world.state.hasGap, false);
    if (continues) assert.deepEqual(world.state.messages, state.messages, "a view that continues was lost");
  },

  // A backup was restored: another epoch, in which settled drafts may settle again.
  restore(world) {
    if (world.isLive || world.random() < 0.7) return;
    world.epoch++;
    world.log.length = world.below(world.log.length + 1);
  },

  refuse: withDraft((world, id) => {
    if (!world.isLive) return;
    const code = world.pick(["too_fast", "not_stored", "too_long", "bad_frame"]);
    world.drafts.set(id, code === "too_fast" ? "pending" : "failed");
    world.apply(refused(code, { draft: id, retry_ms: 5 }));
  }),

  retry: withDraft((world, id) => {
    world.drafts.set(id, "pending");
    world.apply({ type: "retry", id });
  }),

  delete: withDraft((world, id) => {
    world.drafts.delete(id);
    world.apply({ type: "delete", id });
  }),

  earlier(world) {
    const from = world.edge(world.state.after);
    world.load(page("earlier", from, world.log.filter(({ seq }) => seq <= from).slice(-1 - world.below(5))));
  },

  later(world) {
    const from = world.edge(endOf(world.state));
    world.load(page("later", from, world.log.slice(from, from + 1 + world.below(5))));
  },

  around(world) {
    const { seq } = world.pick(world.log) ?? { seq: 1 };
    world.apply({ type: "seek", seq, isHighlighted: true });
    const start = Math.max(0, seq - 1 - world.below(3));
    const messages = world.log.slice(start, start + 1 + world.below(6));
    if (messages.some((message) => message.seq === seq)) world.load({ type: "around", seq, messages });
    else world.apply({ type: "targetMissing", seq });
  },

  end: (world) => world.apply({ type: "end" }),
  scroll: (world) => world.apply({ type: "scrolled", isFollowing: world.random() < 0.5 }),
  look: (world) => world.apply({ type: "attention", isHidden: world.random() < 0.5, isFocused: world.random() < 0.5 }),
  beat: (world) => world.isLive && world.apply({ type: "beat", head: world.log.length }),
  people: (world) => world.apply({ type: "people", joined: [world.pick([BO, CY])], left: [world.pick([BO, CY]).id], renamed: [], count: 2 }),
};

function check({ state, log, drafts, epochName }) {
  const seqs = state.messages.map(({ seq }) => seq);
  assert.deepEqual(seqs, seqs.map((_, index) => state.after + 1 + index), "the view has a gap, or another order");
  assert.ok(seqs.length <= MAX_MESSAGES, "the view is too long");
  assert.ok(state.later !== "none" || endOf(state) >= state.last, "the view ends before the log, and says that it does not");
  assert.ok(state.earlier !== "none" || state.after === 0, "the view starts behind the first message, and says that it does not");
  if (state.epoch === epochName)
    for (const message of state.messages) assert.deepEqual(message, log[message.seq - 1], "the view differs from the log");
  const shown = Object.fromEntries(state.drafts.map(({ id, state }) => [id, state]));
  assert.deepEqual(shown, Object.fromEntries(drafts), "a draft was lost, or stays though it has settled");
  assert.equal(new Set(state.people.map(({ id }) => id)).size, state.people.length, "a person is here twice");
}

// With a good connection in the end, everything settles, and the person can read back to the first message and on to the last.
function finish(world) {
  world.disconnect();
  while (!world.isLive) steps.connect(world);
  for (const { id } of world.state.drafts) world.append(ANA, id);
  while (world.frames.length) world.receive();
  assert.deepEqual([world.state.drafts, world.state.last], [[], world.log.length]);
  world.readTo("earlier");
  world.readTo("later");
  check(world);
}

test(`a tab shows what the log holds, whatever happens to it (SEED=${SEED})`, () => {
  const random = randomFrom(SEED);
  for (let walk = 0; walk < WALKS; walk++) {
    const world = new World(random);
    const path = [];
    try {
      while (path.length < STEPS) {
        path.push(world.pick(Object.keys(steps)));
        steps[path.at(-1)](world);
        check(world);
      }
      finish(world);
    } catch (error) {
      error.message += `\nSEED=${SEED}, walk ${walk}: ${path.slice(-30).join(" ")}`;
      throw error;
    }
  }
});
