// Passes on the new messages of others, in all rooms. Those of the open room come over the connection. Those of the other rooms are
// requested over HTTP when the head of the room has moved: one room at a time, first the room whose last request is longest ago.

import { unreadAddress } from "../connection/address.js";
import { readNames } from "../people/known-names-storage.js";
import { namesOf } from "../state/known-names.js";
import { AnsweredLoader } from "./answered-loader.js";

const PAGE = 100; // messages
const PAUSE_MS = 1_000; // between two requests
const FAILED_MS = 10_000;

export class NewMessages {
  #store; #ask; #answered; #isWanted; #tell; #shown;
  #epoch = null;
  #told = new Map(); // by room: the seq up to which its messages are not new, or were passed on
  #turns = []; // the rooms, in the order of their last requests
  #count = 0; // `received.count` of the state that was looked at last
  #isBusy = false;

  // `isWanted(room)` says whether to ask for the messages of a room. `tell(room, messages, known)` is called with new messages, and with
  // what is known of their room. `shown` are the notifications: a message of another room that has a notification is requested again if
  // it may have changed. `ask(address)` returns a page of messages, or null.
  constructor({ store, ask, isWanted, tell, shown }) {
    this.#store = store;
    this.#ask = ask;
    this.#answered = new AnsweredLoader(ask);
    this.#isWanted = isWanted;
    this.#tell = tell;
    this.#shown = shown;
    this.#count = store.state.received.count;
    store.subscribe(() => this.#update());
    this.#update();
  }

  #update() {
    const { state } = this.#store;
    if (state.epoch === null) return; // no welcome has come in this room yet
    if (state.epoch !== this.#epoch) this.#told.clear();
    this.#epoch = state.epoch;
    this.#hear(state);
    this.#askNext();
  }

  // What was unread when the page was opened is not new.
  #hear(state) {
    const { room, head, last, received } = state;
    const before = this.#told.get(room) ?? Math.max(head, last);
    const added = received.recent.slice(Math.max(0, received.recent.length - (received.count - this.#count)));
    this.#count = received.count;
    this.#told.set(room, Math.max(before, last));
    const messages = added.filter(({ seq }) => seq > before);
    if (messages.length > 0) this.#tell(room, messages, state);
  }

  #askNext() {
    const { heads, room: open } = this.#store.state;
    // What comes while a room is not watched is not new.
    for (const room of this.#told.keys()) if (room !== open && !(room in heads)) this.#told.delete(room);
    const waiting = Object.keys(heads).filter((room) => room !== open && !(heads[room] <= this.#told.get(room)));
    const isAsked = (room) => this.#told.has(room) && (this.#isWanted(room) || this.#shown.seqIn(room) !== null);
    const [asked, others] = [waiting.filter(isAsked), waiting.filter((room) => !isAsked(room))];
    for (const room of others) this.#told.set(room, heads[room]);
    const [next] = asked.sort((one, other) => this.#turns.indexOf(one) - this.#turns.indexOf(other));
    if (next !== undefined && !this.#isBusy) this.#fetch(next);
  }

  async #fetch(room) {
    this.#isBusy = true;
    this.#turns = [...this.#turns.filter((other) => other !== room), room];
    const page = await this.#pageOf(room, this.#told.get(room));
    setTimeout(() => ((this.#isBusy = false), this.#update()), page === null ? FAILED_MS : PAUSE_MS);
    const { you, epoch, room: open } = this.#store.state;
    if (page?.epoch !== epoch || room === open) return;
    const messages = page.messages.filter(({ seq, from, deleted }) => seq > this.#told.get(room) && from.id !== you.id && !deleted);
    this.#told.set(room, Math.max(this.#told.get(room), page.end));
    if (messages.length > 0) this.#tell(room, messages, { you, names: namesOf(readNames(room)), ...page });
  }

  // Returns the messages above the seq `after`; `end`, the seq up to which they were read; and `quoted`, the messages that they answer,
  // because an answer to the person's message may notify. Null if a page did not arrive.
  async #pageOf(room, after) {
    const page = await this.#ask(unreadAddress(room, after, PAGE));
    const quoted = page && (await this.#answered.of(page.messages, { room, ...page }));
    if (quoted === null) return null;
    const end = page.messages.at(-1)?.seq ?? page.head;
    const isChanged = page.messages.length < end - after; // some of the entries are no messages: an edit, for example
    return isChanged && !(await this.#askForShown(room)) ? null : { ...page, quoted, end };
  }

  // Brings the room's notification up to date, if there is one. Returns false if the server did not answer.
  async #askForShown(room) {
    const shown = this.#shown.seqIn(room);
    if (shown === null) return true;
    const page = await this.#ask(unreadAddress(room, shown - 1, 1));
    if (page !== null) this.#shown.update(room, shown, page.messages.find(({ seq }) => seq === shown));
    return page !== null;
  }
}
