// Counts the unread messages of rooms whose head moved, by asking the server for the messages above the mark: one room at a time, first
// the one whose last count is longest ago, with a pause after each count. A room that the person enters does not wait for the pause.

import { AnsweredLoader } from "../attention/answered-loader.js";
import { unreadAddress } from "../connection/address.js";
import { pageAt } from "../connection/api.js";
import { readNames } from "../people/known-names-storage.js";
import { namesOf } from "../state/known-names.js";
import { baseOf, isForMe } from "../state/unread.js";
import { nextToCount, SHOWN_LIMIT } from "../state/room-list.js";
import { markOf } from "../state/visited-rooms.js";

const PAGE = 500; // messages, as many as the server gives at most
const LIMIT = 500; // unread messages; from this number on, the next count of the room continues where the last one ended
const OPEN_LIMIT = 2_000; // unread messages in the open room; if a count has so many before it reaches the head, it is Infinity
const PAUSE_MS = 1_000; // between two counts
const FAILED_MS = 10_000;
const FULL_MS = { first: 4_000, most: 60_000 }; // until a room with more than SHOWN_LIMIT unread messages is counted again

export class Counting {
  #store; #ask; #answered;
  #isBusy = false;
  #isPaused = false;
  #pause = 0; // the timer that ends the pause
  #countedOpen = null; // the room that was counted last, if it was the open one
  #turns = []; // the rooms, in the order of their last counts
  #waits = new Map(); // by room: { length, until }

  constructor({ store, ask = pageAt }) {
    this.#store = store;
    this.#ask = ask;
    this.#answered = new AnsweredLoader(ask);
    store.subscribe(() => this.#next());
    this.#next();
  }

  #next() {
    const room = this.#isBusy ? null : nextToCount(this.#store.state, this.#isDue, this.#turns);
    if (room !== null && this.#mayCount(room)) this.#count(room);
  }

  // A room that was just opened does not wait for the pause: its list shows the first unread message only once the
  // unread messages are counted.
  #mayCount = (room) => !this.#isPaused || (room === this.#store.state.room && room !== this.#countedOpen);

  #isDue = (room, counted) =>
    counted === null || counted.unread <= SHOWN_LIMIT || counted.mark !== markOf(this.#store.state, room) || Date.now() >= (this.#waits.get(room)?.until ?? 0);

  async #count(room) {
    this.#isBusy = true;
    const { state } = this.#store;
    this.#turns = [...this.#turns.filter((other) => other !== room && state.rooms[other]), room];
    const count = await countUnread(room, state, this.#ask, this.#answered);
    if (count !== null) this.#wait(room, count);
    this.#countedOpen = room === state.room ? room : null;
    this.#pauseFor(count === null ? FAILED_MS : PAUSE_MS);
    const isStillSo = (room === this.#store.state.room) === (room === state.room); // the open room is counted in another way
    if (count !== null && isStillSo) this.#store.apply({ type: "counted", room, ...count });
    this.#next(); // the person may have entered a room meanwhile
  }

  // A room with more than SHOWN_LIMIT unread messages, counted up to its head, waits before it is counted again: each time twice as long,
  // up to FULL_MS.most.
  #wait(room, { unread, head, end }) {
    const length = Math.min(FULL_MS.most, (this.#waits.get(room)?.length ?? FULL_MS.first / 2) * 2);
    if (unread <= SHOWN_LIMIT || end < head) return this.#waits.delete(room);
    this.#waits.set(room, { length, until: Date.now() + length });
    setTimeout(() => this.#next(), length);
  }

  #pauseFor(milliseconds) {
    clearTimeout(this.#pause);
    this.#isBusy = false;
    this.#isPaused = true;
    this.#pause = setTimeout(() => ((this.#isPaused = false), this.#next()), milliseconds);
  }
}

// Counts the messages of others above the mark, up to the entry `end`: the head, unless there are more than the limit. Null if the server
// does not answer, or the epoch has changed during the count or since the count that it continues.
export async function countUnread(room, state, ask, answered) {
  const isOpen = room === state.room;
  const mark = isOpen ? baseOf(state) : markOf(state, room);
  const before = isOpen ? NOTHING : countedUpTo(mark, room, state);
  const unreadOf = (messages) => messages.filter(({ from, deleted }) => from.id !== state.you.id && !deleted);
  const isEnough = (messages) => before.unread + unreadOf(messages).length >= (isOpen ? OPEN_LIMIT : LIMIT);
  const found = await messagesAbove(before.head ?? mark, room, ask, isEnough);
  if (found === null || (before.epoch ?? found.epoch) !== found.epoch) return null;
  const { epoch, head, end, messages } = found;
  const unread = unreadOf(messages);
  const quoted = await answered.of(unread, { room, epoch, messages });
  if (quoted === null) return null;
  const known = { you: state.you, names: isOpen ? state.names : namesOf(readNames(room)), messages, quoted };
  const mentions = before.mentions + unread.filter((message) => isForMe(known, message)).length;
  const at = new Date(messages.at(-1)?.at ?? 0).getTime();
  const isCut = isOpen && end < head;
  return { epoch, mark, head, end, unread: isCut ? Infinity : before.unread + unread.length, mentions, first: unread[0]?.seq ?? null, at };
}

const NOTHING = { unread: 0, mentions: 0 };

// The last count of a room, if the next count continues it: it has LIMIT unread messages or more, and the mark and the epoch are the same.
// Otherwise NOTHING: the next count begins at the mark, because messages that were counted may have been edited or deleted.
function countedUpTo(mark, room, { rooms, epoch }) {
  const { counted } = rooms[room];
  return counted?.mark === mark && counted.epoch === epoch && counted.unread >= LIMIT ? counted : NOTHING;
}

// Returns the messages above the seq `after`, up to the head at the first answer, or until `isEnough(messages)`. `end` is the seq up to
// which they were read.
async function messagesAbove(after, room, ask, isEnough) {
  const first = await ask(unreadAddress(room, after, PAGE));
  if (first === null) return null;
  const { epoch, head } = first;
  const messages = [...first.messages];
  while (messages.length > 0 && messages.at(-1).seq < head) {
    if (isEnough(messages)) return { epoch, head, end: messages.at(-1).seq, messages };
    const page = await ask(unreadAddress(room, messages.at(-1).seq, PAGE));
    if (page === null || page.epoch !== epoch) return null;
    const added = page.messages.filter(({ seq }) => seq <= head); // later messages are for the next count
    if (added.length === 0) break;
    messages.push(...added);
  }
  return { epoch, head, end: head, messages };
}
