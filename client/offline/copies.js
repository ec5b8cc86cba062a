// Keeps the last messages of each room in this browser, and shows them when the page opens without a connection.

import { changedIn } from "../state/message-changes.js";
import { isUnreached } from "../state/outage.js";

const CACHE = "hubbub.copies"; // also in worker.js, which deletes it when the server refuses this browser
const FORM = 1; // of a stored copy; a copy in another form belongs to another version of the page
const MAX_MESSAGES = 50; // as many as the server sends at first
const MAX_CHARACTERS = 100_000; // of a copy as it is stored
const MAX_ROOMS = 20; // rooms whose copies stay when the tab enters another room; the copies written last stay
const MAX_AGE_MS = 30 * 24 * 60 * 60_000;
const WRITE_MS = 2_000; // between two writes of new messages

// A copy is the end of a view: { room, epoch, last, latest, limits, topic, you, messages }. Copies are stored with the Cache API, which
// every browser with service workers has. A browser without service workers needs no copies: the page shows them only until it reaches
// the server, and such a browser opens the page only from the server.
export class Copies {
  #store;
  #seen = {}; // the latest state that was looked at
  #copy = null;
  #written = null; // the copy written last
  #timer = 0;
  #rooms = {}; // `rooms` of the latest state
  #asked = null; // the room whose copy was asked for
  #writes = Promise.resolve(); // resolves when the last write has ended; writes run one after the other

  constructor(store) {
    this.#store = store;
    store.subscribe((state) => this.#update(state));
    addEventListener("pagehide", () => this.#timer && this.#write());
    this.#update(store.state);
  }

  #update(state) {
    this.#forgetLeft(state.rooms);
    if (state.epoch === null) return this.#show(state);
    if (state.isCopy || isAlike(this.#seen, state)) return;
    if (state.room !== this.#seen.room || state.epoch !== this.#seen.epoch) this.#begin(state);
    const isUrgent = this.#written === null || state.kept !== this.#seen.kept;
    this.#seen = state;
    const next = copyAfter(this.#copy, state);
    if (next === this.#copy) return;
    this.#copy = next;
    if (isUrgent && forgets(this.#written, next)) this.#write(); // a removed text must not stay stored for WRITE_MS
    else this.#timer ||= setTimeout(() => this.#write(), WRITE_MS);
  }

  // Removes the copies of the rooms that the person has left for good.
  #forgetLeft(rooms) {
    if (rooms === this.#rooms) return;
    const left = Object.keys(this.#rooms).filter((room) => !(room in rooms));
    this.#rooms = rooms;
    for (const room of left) this.#then(() => remove(keyOf(room)));
  }

  async #show(state) {
    const { room } = state;
    if (this.#asked === room || !isUnreached(state)) return;
    this.#asked = room;
    const copy = await read(room).catch(() => null); // a browser without cookies may forbid all storage
    if (copy) this.#store.apply({ type: "copy", copy });
  }

  // The room or the epoch has changed: begins a new copy, and removes stored copies that are of no use.
  #begin({ room, epoch }) {
    if (this.#timer) this.#write(); // the copy of the room before
    this.#copy = this.#written = null;
    this.#then(() => removeOldCopies({ room, epoch }));
  }

  #write() {
    this.#timer = clearTimeout(this.#timer);
    const copy = (this.#written = this.#copy);
    this.#then(() => copy.room in this.#rooms && write(copy));
  }

  #then(act) {
    this.#writes = this.#writes.then(act).catch(console.warn);
  }
}

const WATCHED = ["room", "epoch", "connection", "last", "later", "messages", "kept", "topic"];
const isAlike = (before, state) => WATCHED.every((key) => before[key] === state[key]);

// The copy of a room in this state. Without a connection, or while the view is catching up or does not show the end, the copy gets no new
// messages, but edits, deletions and reactions still change it.
export function copyAfter(copy, state) {
  const { room, epoch, last, latest, limits, topic, you, kept, messages } = state;
  if (state.connection === "live" && last >= state.head && state.later === "none")
    return { room, epoch, last, latest, limits, topic, you: you.id, messages };
  if (copy === null) return null;
  const changed = kept.entries.filter(({ seq }) => seq > copy.last).reduce(changedIn, copy.messages);
  return changed === copy.messages ? copy : { ...copy, messages: changed };
}

// Whether a text in the copy `before` has changed in the copy `next`. True without a copy `before`, because an earlier page may have
// stored a copy.
export function forgets(before, next) {
  if (before === null) return true;
  const texts = new Map(next.messages.map(({ seq, text }) => [seq, text]));
  return before.messages.some(({ seq, text }) => texts.has(seq) && texts.get(seq) !== text);
}

// The last messages that a copy has space for.
export function lastOf(messages) {
  let characters = 0;
  const last = messages.slice(-MAX_MESSAGES);
  const over = last.findLastIndex((message) => (characters += JSON.stringify(message).length) > MAX_CHARACTERS);
  return last.slice(over + 1);
}

const keyOf = (room) => `/copies/${encodeURIComponent(room)}`;
const open = () => caches.open(CACHE);
const isCurrent = ({ form, at }) => form === FORM && Date.now() - at < MAX_AGE_MS;

async function read(room) {
  const copy = await (await (await open()).match(keyOf(room)))?.json();
  return copy && isCurrent(copy) ? copy : null;
}

async function write({ messages, ...others }) {
  const copy = { form: FORM, at: Date.now(), ...others, messages: lastOf(messages) };
  if (copy.messages.length === 0) await remove(keyOf(copy.room));
  else await (await open()).put(keyOf(copy.room), new Response(JSON.stringify(copy)));
}

const remove = async (key) => (await open()).delete(key);

// Removes the copy of this room if it is of another epoch, and all copies that are too old or too many.
async function removeOldCopies({ room, epoch }) {
  const cache = await open();
  const copies = await Promise.all((await cache.keys()).map(async (key) => ({ key, ...(await (await cache.match(key))?.json()) })));
  const current = copies.filter((copy) => isCurrent(copy) && (copy.room !== room || copy.epoch === epoch));
  current.sort((one, other) => other.at - one.at);
  const staying = new Set(current.slice(0, MAX_ROOMS));
  await Promise.all(copies.filter((copy) => !staying.has(copy)).map(({ key }) => remove(key)));
}
