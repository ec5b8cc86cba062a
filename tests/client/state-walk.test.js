// A random walk: whatever happens to a tab, in any order, it shows each message as the log has it. SEED=n repeats a walk.

import assert from "node:assert/strict";
import { test } from "node:test";
import { applicable } from "../../client/connection/socket.js";
import { apply, initialState } from "../../client/state/state.js";
import { endOf, MAX_MESSAGES } from "../../client/state/view.js";
import { ANA, BO, connection, CY, message, page, refused, welcome } from "./support/frames.js";
import { randomFrom } from "./support/random.js";
import { Room } from "./support/room.js";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const WALKS = Number(process.env.WALKS ?? 300);
const STEPS = 120;

const frozen = (value) => {
  if (value && typeof value === "object" && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

// Ana's tab and the service: the room, the frames on their way to the tab, and the drafts that have not settled.
class World {
  epoch = 1;
  room = new Room();
  frames = [];
  isLive = false;
  start = 0; // of the view, according to the welcome
  drafts = new Map(); // id → state
  ids = 0;
  state = frozen(initialState({ room: "lobby" }));

  constructor(random) {
    this.random = random;
  }

  get epochName() {
    return `e${this.epoch}`;
  }

  get log() {
    return this.room.log;
  }

  apply(frame) {
    this.state = frozen(apply(this.state, frozen(frame)));
  }

  below = (limit) => Math.floor(this.random() * limit);
  pick = (list) => list[this.below(list.length)];

  append(from, draft) {
    const existing = this.room.log.find((entry) => entry.draft === draft.draft);
    const entry = this.room.append(from, draft);
    if (entry === null) this.isLive && from === ANA && this.refuse(draft);
    else if (this.isLive && (!existing || entry.seq <= this.start)) this.frames.push(entry);
  }

  send = (id) => this.append(ANA, frameOf(this.state.drafts.find((draft) => draft.id === id)));

  // Refuses a draft about a message that does not exist or was deleted. What it wanted needs no message any more, but its text
  // must not be lost.
  refuse({ draft, type }) {
    this.loseMessage({ id: draft, type });
    this.apply(refused("no_such_message", { draft }));
  }

  // Drafts of another epoch must not change messages of this one.
  leaveEpoch = (drafts) => drafts.filter(({ type }) => type !== "say").forEach((draft) => this.loseMessage(draft));

  loseMessage({ id, type }) {
    if (type === "delete" || type === "react") this.drafts.delete(id);
    else this.drafts.set(id, "failed");
  }

  someEpoch = () => (this.random() < 0.9 ? this.epochName : "another");

  receive = () => this.hear(this.frames.shift());

  // A deletion ends what failed about its message.
  hear(frame) {
    const isEnded = ({ message, state }) => frame.type === "deletion" && message === frame.message && state === "failed";
    this.state.drafts.filter(isEnded).forEach((draft) => this.loseMessage(draft));
    this.drafts.delete(frame.draft);
    this.apply(applicable(frame));
  }

  receiveAll() {
    while (this.frames.length && !this.state.hasGap) this.receive();
  }

  disconnect() {
    this.isLive = false;
    this.frames = [];
    this.apply(connection("waiting"));
  }

  load(frame, epoch) {
    this.apply({ type: "loading", side: frame.type });
    if (epoch === this.state.epoch && frame.head >= this.state.kept.after) for (const { draft } of frame.messages) this.drafts.delete(draft);
    this.apply({ ...frame, epoch });
    if (epoch !== this.state.epoch && frame.type !== "around") assert.equal(this.state[frame.type], "failed");
  }

  // By pages of random length, as a person who scrolls that way.
  readTo(side) {
    this.apply({ type: "scrolled", isFollowing: false });
    while (this.state[side] !== "none") {
      const [first, end] = [this.state.after, endOf(this.state)];
      const count = 1 + this.below(50);
      if (side === "earlier") this.loadEarlier(first, count);
      else this.loadLater(end, count);
      check(this);
      assert.ok(this.state[side] === "none" || this.state.after < first || endOf(this.state) > end, "a page does not join the view");
    }
  }

  loadEarlier(from, count, head = this.log.length, epoch = this.epochName) {
    const messages = this.room.messages(head).filter(({ seq }) => seq <= from).slice(-count);
    this.load(page("earlier", from, messages, { head }), epoch);
  }

  loadLater(from, count, head = this.log.length, epoch = this.epochName) {
    const messages = this.room.messages(head).filter(({ seq }) => seq >= from).slice(0, 1 + count);
    this.load(page("later", from, messages, { head }), epoch);
  }

  // The head that a page was read at, since when a few entries may have come. The page was asked for after the entry `from`.
  headSince = (from) => Math.max(from, this.log.length - this.below(8));

  // A page from the edge of the view, or from elsewhere, as if the view had changed since it was asked for.
  edge = (seq) => (this.random() < 0.8 ? seq : this.below(this.log.length + 1));
}

const elsewhere = (seq) => message(seq, { draft: `elsewhere-${seq}` });

const withDraft = (act) => (world) => {
  const draft = world.pick(world.state.drafts);
  if (draft) act(world, draft.id);
};

const frameOf = ({ id, at, state, refusal, epoch, ...fields }) => ({ draft: id, ...fields });

// What a person may want to do to one of these messages, or to say if there are none.
function wish(world, person, messages, draft) {
  const say = { type: "say", draft, text: world.random() < 0.2 ? `@Ana, ${draft}` : draft };
  const { seq: message } = world.pick(messages) ?? {};
  if (message === undefined || world.random() < 0.4) return world.random() < 0.8 || !message ? say : { ...say, reply: message };
  const [own] = messages.filter(({ seq, from }) => seq === message && from.id === person.id);
  const react = { type: "react", draft, message, emoji: world.pick(["👍", "🎉", "🙈"]), on: world.random() < 0.6 };
  return own ? world.pick([react, { type: "edit", draft, message, text: draft }, { type: "delete", draft, message }]) : react;
}

const steps = {
  other(world) {
    const person = world.pick([BO, CY]);
    world.append(person, wish(world, person, world.room.messages().slice(-10), `other-${world.ids++}`));
  },

  topic: (world) => world.append(BO, { type: "topic", draft: `topic-${world.ids++}`, text: world.pick(["", "Plans"]) }),

  // An entry of a type that only a later page knows.
  unknown: (world) => world.append(BO, { type: "later", draft: `later-${world.ids++}` }),

  // More than a view holds. Seldom, because it takes as long as all other steps together.
  flood(world) {
    if (world.random() < 0.8) return;
    for (let count = 0; count < MAX_MESSAGES; count++) world.append(BO, { type: "say", draft: `flood-${world.ids++}`, text: "Hi" });
    world.receiveAll();
  },

  write(world) {
    const { draft: id, ...fields } = wish(world, ANA, world.state.messages, `mine-${world.ids++}`);
    world.drafts.set(id, "pending");
    world.apply({ type: world.pick(["add", "adopt"]), draft: { ...fields, id, at: world.ids, state: "pending", epoch: world.state.epoch } });
  },

  send: withDraft((world, id) => world.isLive && world.send(id)),

  receive(world) {
    for (let count = world.below(4) + 1; count && world.frames.length; count--) world.receive();
  },

  // A draft that was sent again during catching up comes twice, with one number.
  repeat(world) {
    const { state, room } = world;
    const entry = world.pick(room.log.slice(0, state.last));
    if (!entry || state.epoch !== world.epochName) return;
    world.hear(room.replayed(entry));
    assert.equal(world.state.messages, state.messages, "an entry that came twice changed something");
  },

  // An entry is lost on its way: the next one must reveal that.
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
    Object.assign(world, { isLive: true, start: after, frames: log.slice(after).map((entry) => world.room.replayed(entry)) });
    world.leaveEpoch(state.drafts.filter(({ epoch }) => epoch !== epochName));
    world.apply(welcome({ epoch: epochName, after, head: log.length }));
    world.apply(connection("live"));
    assert.equal(world.state.hasGap, false);
    if (continues) checkContinuation(state.messages, world.state.messages);
  },

  // The person goes to another room, with other messages under the same numbers, and comes back.
  visitElsewhere(world) {
    world.disconnect();
    const kept = world.state;
    const enter = (room, kept) => world.apply({ type: "enter", room, kept, names: [], drafts: kept?.drafts ?? [] });
    enter("elsewhere");
    for (const frame of [welcome({ room: "elsewhere", epoch: world.epochName, head: 2 }), page("earlier", 0, []), elsewhere(1), elsewhere(2)]) world.apply(frame);
    enter("lobby", kept);
    for (const key of ["messages", "after", "last", "kept", "target", "isFollowing"]) assert.equal(world.state[key], kept[key], `${key} was lost`);
  },

  // A backup was restored: another epoch, in which settled drafts may settle again.
  restore(world) {
    if (world.isLive || world.random() < 0.7) return;
    world.epoch++;
    world.room.restore(world.below(world.log.length + 1));
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
    world.loadEarlier(from, 1 + world.below(5), world.headSince(from), world.someEpoch());
  },

  later(world) {
    const from = world.edge(endOf(world.state));
    world.loadLater(from, 1 + world.below(5), world.headSince(from), world.someEpoch());
  },

  around(world) {
    const { seq } = world.pick(world.log) ?? { seq: 1 };
    const head = world.headSince(seq);
    world.apply({ type: "seek", seq, isHighlighted: true });
    const start = seq - world.below(3);
    const messages = world.room.messages(head).filter((message) => message.seq >= start).slice(0, 1 + world.below(6));
    if (messages.some((message) => message.seq === seq)) world.load({ type: "around", seq, head, messages }, world.someEpoch());
    else world.apply({ type: "targetMissing", seq });
  },

  end: (world) => world.apply({ type: "end" }),
  scroll: (world) => world.apply({ type: "scrolled", isFollowing: world.random() < 0.5 }),
  look: (world) => world.apply({ type: "attention", isHidden: world.random() < 0.5, isFocused: world.random() < 0.5 }),
  beat: (world) => world.isLive && world.apply({ type: "beat", head: world.log.length }),
  people: (world) => world.apply({ type: "people", joined: [world.pick([BO, CY])], left: [world.pick([BO, CY]).id], renamed: [], count: 2 }),
};

function check({ state, room, drafts, epochName }) {
  assert.ok(state.messages.length <= MAX_MESSAGES, "the view is too long");
  if (state.epoch === epochName) checkView(state, room);
  if (state.epoch === epochName) checkUnread(state, room);
  const shown = Object.fromEntries(state.drafts.map(({ id, state }) => [id, state]));
  assert.deepEqual(shown, Object.fromEntries(drafts), "a draft was lost, or stays though it has settled");
  assert.equal(new Set(state.people.map(({ id }) => id)).size, state.people.length, "a person is here twice");
}

// A full view may drop its oldest messages, once it knows that they are not unread.
function checkContinuation(before, after) {
  const stayed = before.length < MAX_MESSAGES ? before : before.slice(-after.length);
  assert.deepEqual(after, stayed, "a view that continues was lost");
}

// What is unread are the messages of others above the mark, as they are after the last entry received. Some may have come as they
// are now, because their edits and deletions follow.
function checkUnread(state, room) {
  const { mark } = state.rooms.lobby ?? { mark: null };
  if (mark?.epoch !== state.epoch || state.isArriving || !state.isCounted) return;
  const unread = [...room.states.keys()].map((seq) => room.at(seq, state.last)).filter((message) => isUnread(message, mark));
  const sure = unread.filter(({ seq }) => !room.at(seq).deleted);
  assert.ok(sure.length <= state.unread.count && state.unread.count <= unread.length, "the count of unread messages is wrong");
  const least = sure.filter(({ seq, text }) => [text, room.at(seq).text].every((text) => text.includes("@Ana"))).length;
  const most = unread.filter(({ seq, text, reply }) => `${text} ${room.at(seq).text}`.includes("@Ana") || (reply && room.at(reply).from.id === ANA.id)).length;
  assert.ok(least <= state.unread.mentions && state.unread.mentions <= most, "the count of mentions is wrong");
}

const isUnread = (message, mark) => message !== undefined && message.seq > mark.seq && message.from.id !== ANA.id && !message.deleted;

function checkView(state, room) {
  const all = [...room.states.keys()];
  const end = endOf(state);
  const inView = all.filter((seq) => seq > state.after && seq <= end);
  assert.deepEqual(state.messages.map(({ seq }) => seq), inView, "the view has a gap, or another order");
  assert.ok(state.later !== "none" || !all.some((seq) => seq > end && seq <= state.last), "the view ends before the log, and says that it does not");
  assert.ok(state.earlier !== "none" || !all.some((seq) => seq <= state.after), "the view starts behind the first message, and says that it does not");
  for (const { type, asOf = 0, ...message } of state.messages) {
    const { reactions } = message.deleted ? {} : room.at(message.seq, Math.max(state.last, asOf));
    assert.deepEqual(message.reactions, reactions, "reactions are not those after the last entry");
    if (state.last === room.log.length) assert.deepEqual(message, room.at(message.seq), "the view differs from the log");
  }
}

// With a good connection in the end, everything settles, and the person can read back to the first message and on to the last.
function finish(world) {
  world.disconnect();
  while (!world.isLive) steps.connect(world);
  while (world.drafts.size > 0) {
    for (const { id } of world.state.drafts) world.send(id);
    while (world.frames.length) world.receive();
  }
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
