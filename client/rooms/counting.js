// Counts the unread messages of rooms whose head moved, by asking the server for the messages above the mark: one request at a time.

import { unreadAddress } from "../connection/address.js";
import { pageAt } from "../connection/api.js";
import { readNames } from "../people/known-names-storage.js";
import { namesOf } from "../state/known-names.js";
import { baseOf, isForMe } from "../state/unread.js";
import { nextToCount, SHOWN_LIMIT } from "../state/room-list.js";
import { markOf } from "../state/visited-rooms.js";

const PAGE = 200; // messages
const PAUSE_MS = 1_000; // between two requests
const FAILED_MS = 10_000;
const FULL_MS = 60_000; // until a room with more unread messages than the page shows is counted again

export class Counting {
  #store;
  #isBusy = false;
  #countedAt = new Map(); // by room

  constructor({ store }) {
    this.#store = store;
    store.subscribe(() => this.#next());
    this.#next();
  }

  #next() {
    const room = this.#isBusy ? null : nextToCount(this.#store.state, this.#isDue);
    if (room !== null) this.#count(room);
  }

  #isDue = (room, counted) =>
    counted === null || counted.unread <= SHOWN_LIMIT || counted.mark !== markOf(this.#store.state, room) || Date.now() - (this.#countedAt.get(room) ?? 0) > FULL_MS;

  async #count(room) {
    this.#isBusy = true;
    const { state } = this.#store;
    const mark = room === state.room ? baseOf(state) : markOf(state, room);
    const count = await countAbove(mark, room, state);
    this.#countedAt.set(room, Date.now());
    setTimeout(() => ((this.#isBusy = false), this.#next()), count === null ? FAILED_MS : PAUSE_MS);
    if (count !== null) this.#store.apply({ type: "counted", room, mark, ...count });
  }
}

// The messages of others above the mark, until there are more than the page shows. Null if the server does not answer.
export async function countAbove(mark, room, { you, ...state }, ask = pageAt) {
  const first = await ask(unreadAddress(room, mark, PAGE));
  if (first === null) return null;
  const { epoch, head } = first;
  const messages = [...first.messages];
  const unread = () => messages.filter(({ from, deleted }) => from.id !== you.id && !deleted);
  while (messages.length > 0 && messages.at(-1).seq < head && unread().length <= SHOWN_LIMIT) {
    const page = await ask(unreadAddress(room, messages.at(-1).seq, PAGE));
    if (page === null || page.epoch !== epoch) return null;
    const added = page.messages.filter(({ seq }) => seq <= head); // what came later is counted next
    if (added.length === 0) break;
    messages.push(...added);
  }
  const known = { you, names: room === state.room ? state.names : namesOf(readNames(room)), messages, quoted: [] };
  const mentioning = unread().filter((message) => isForMe(known, message));
  return { epoch, head, unread: unread().length, mentions: mentioning.length, first: unread()[0]?.seq ?? null, at: new Date(messages.at(-1)?.at ?? 0).getTime() };
}
