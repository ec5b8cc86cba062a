// Tabs without a page: state, outbox, socket and history as in the browser, with a real service. Runs commands, each a line of JSON, and
// answers each with a line. Started with the address of the service.

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { Outbox } from "../../../client/composer/outbox.js";
import { Socket } from "../../../client/connection/socket.js";
import { HistoryLoader } from "../../../client/list/history-loader.js";
import { endOf } from "../../../client/state/view.js";
import { apply, initialState } from "../../../client/state/state.js";
import { Store } from "../../../client/state/store.js";

const ORIGIN = process.argv[2];
const SETTLE_MS = 20_000;
const MAX_PAGES = 100;
const EMOJI = ["👍", "🎉", "❤️"];
const NOT_STORED = { update() {}, add() {}, watch() {}, latestAt: 0 };

const request = globalThis.fetch;
Object.assign(globalThis, { addEventListener() {}, location: { hash: "" }, fetch: page });

// A page of history, which arrives as it was read, but only once it is let through.
let isHeld = true;
const held = [];
async function page(path, options) {
  const answer = await request(ORIGIN + path, options);
  if (isHeld) await new Promise((resolve) => held.push(resolve));
  return answer;
}
const letThrough = () => held.splice(0).forEach((resolve) => resolve());

let changed = () => {}; // called after each change in a tab

class Tab {
  entries = []; // received

  // Without a secret the service gives this tab a person of its own.
  constructor({ room, secret, drafts = [] }) {
    this.store = new Store(initialState({ room, secret, drafts }));
    this.socket = new Socket({ store: this.store, origin: ORIGIN, handshakeFailed() {}, connect: (...to) => this.#recording(new WebSocket(...to)) });
    this.outbox = new Outbox({ store: this.store, socket: this.socket, storage: NOT_STORED });
    this.history = new HistoryLoader({ store: this.store });
    this.store.subscribe(() => changed());
    this.socket.open();
  }

  get state() {
    return this.store.state;
  }

  #recording(webSocket) {
    webSocket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.seq !== undefined) this.entries.push(frame);
    });
    return webSocket;
  }

  // Does something with a message of the view; says something if there is none.
  act(type, number) {
    const { messages, you } = this.state;
    const all = type === "edit" || type === "delete" ? messages.filter(({ from }) => from.id === you.id) : messages;
    const message = all[number % all.length]?.seq;
    const text = `${type} ${number}`;
    if (message === undefined || type === "say") this.outbox.add({ type: "say", text });
    else if (type === "reply") this.outbox.add({ type: "say", text, reply: message });
    else if (type === "react") this.outbox.add({ type, message, emoji: EMOJI[number % EMOJI.length], on: number % 5 > 0 });
    else this.outbox.add({ type, message, ...(type === "edit" ? { text } : {}) });
  }

  // Scrolls to the end, or asks for the page of history at some place.
  look(place) {
    this.store.apply({ type: "scrolled", isFollowing: false });
    if (place === "end") this.store.apply({ type: "end" });
    else if (typeof place === "string") this.history.load(place);
    else this.history.seek(1 + (place % Math.max(1, this.state.last)), true);
  }
}

let room;
let tabs = [];
const secrets = []; // of persons

const commands = {
  // Opens a new room with a tab for each of these persons.
  async open({ room: name, persons }) {
    room = name;
    for (const { socket } of tabs) socket.close();
    tabs = [];
    for (const person of persons) {
      tabs.push(new Tab({ room, secret: secrets[person] }));
      await until(() => tabs.at(-1).state.connection === "live");
      secrets[person] ??= tabs.at(-1).state.secret;
    }
  },

  act: ({ acts }) => acts.forEach(([tab, type, number]) => tabs[tab].act(type, number)),
  cut: ({ tab }) => tabs[tab].socket.reconnectNow(), // what is on its way in both directions is lost
  leave: ({ tab }) => tabs[tab].socket.close(),
  return: ({ tab }) => tabs[tab].socket.resume(),

  reload({ tab }) {
    const { socket, state } = tabs[tab];
    socket.close();
    tabs[tab] = new Tab({ room, secret: state.secret, drafts: state.drafts });
  },

  letThrough,

  look: ({ looks }) => looks.forEach(([tab, place]) => tabs[tab].look(place)),

  // Connects every tab, waits until nothing is on its way, and checks that every tab shows what the service has.
  async settle() {
    isHeld = false;
    letThrough();
    for (const { socket } of tabs) socket.resume();
    await until(areSettled);
    const { head, messages } = await (await fetch(`/api/rooms/${room}/messages?limit=500`)).json();
    for (const tab of tabs) {
      for (const { id } of tab.state.drafts) tab.outbox.remove(id);
      assert.equal(tab.state.last, head);
      assertShows(tab, messages);
    }
    await readBack(tabs[head % tabs.length], messages); // one of them, because each page is a request
    for (const tab of tabs) assertOnce(tab);
    isHeld = true;
  },
};

// A draft that failed is about a message that is gone.
const areSettled = () =>
  new Set(tabs.map(({ state }) => state.last)).size === 1 &&
  tabs.every(({ state }) => state.connection === "live" && state.drafts.every((draft) => draft.state === "failed") && !isLoading(state));

const isLoading = ({ earlier, later }) => [earlier, later].includes("loading");

function assertShows({ state }, messages) {
  const shown = messages.filter(({ seq }) => seq > state.after && seq <= endOf(state));
  assert.deepEqual(state.messages.map(({ type, asOf, ...message }) => message), shown);
  assert.ok(state.later !== "none" || !messages.some(({ seq }) => seq > endOf(state)), "the view ends before the log, and says that it does not");
}

// As a person who scrolls to the first message, and then to the last.
async function readBack(tab, messages) {
  tab.store.apply({ type: "scrolled", isFollowing: false });
  for (const side of ["earlier", "later"]) {
    for (let pages = 0; tab.state[side] !== "none"; pages++) {
      assert.ok(pages < MAX_PAGES, `${side} messages do not end`);
      await tab.history.load(side);
    }
    assertShows(tab, messages);
    const at = side === "earlier" ? 0 : -1;
    assert.equal(tab.state.messages.at(at)?.seq, messages.at(at)?.seq);
  }
}

function assertOnce({ state, entries }) {
  const again = entries.reduce(apply, state);
  assert.deepEqual([again.messages, again.last], [state.messages, state.last], "an entry that came twice changed something");
}

async function until(holds) {
  let timer;
  const isLate = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`not settled:\n${tabs.map(inShort).join("\n")}`)), SETTLE_MS)));
  while (!holds()) await Promise.race([new Promise((resolve) => (changed = resolve)), isLate]);
  clearTimeout(timer);
}

const inShort = ({ state: { last, connection, drafts, earlier, later } }) =>
  `${connection}, last ${last}, ${earlier} and ${later}, ${drafts.map(({ type, state, refusal }) => `${type} ${state} ${refusal?.code ?? ""}`)}`;

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...values } = JSON.parse(line);
  const failure = await Promise.resolve(values).then(commands[command]).then(() => null, (error) => error.stack);
  console.log(JSON.stringify(failure));
}
