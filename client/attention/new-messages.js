// Passes on the new messages of others, in all rooms: those of the open room come over the connection, those of a watched room are
// requested over HTTP when its head has moved, one request at a time.

import { unreadAddress } from "../connection/address.js";
import { readNames } from "../people/known-names-storage.js";
import { namesOf } from "../state/known-names.js";

const PAGE = 100; // messages
const PAUSE_MS = 1_000; // between two requests
const FAILED_MS = 10_000;
const MAX_ANSWERED = 5; // messages that new ones answer, asked for at once

export class NewMessages {
  #store; #ask; #isWanted; #tell;
  #epoch = null;
  #told = new Map(); // by room: the seq up to which its messages are not new, or were told
  #count = 0; // of the messages that came over the connection
  #isBusy = false;

  // `isWanted(room)` says whether to ask for the messages of a room. `tell(room, messages, known)` is called with new messages, and what
  // is known of their room. `ask(address)` returns a page of messages, or null.
  constructor({ store, ask, isWanted, tell }) {
    this.#store = store;
    this.#ask = ask;
    this.#isWanted = isWanted;
    this.#tell = tell;
    this.#count = store.state.received.count;
    store.subscribe(() => this.#update());
    this.#update();
  }

  #update() {
    const { state } = this.#store;
    if (state.epoch === null) return; // until the welcome in a room
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
    for (const [room, head] of Object.entries(heads)) {
      if (room === open || head <= this.#told.get(room)) continue;
      if (!this.#told.has(room) || !this.#isWanted(room)) this.#told.set(room, head);
      else if (!this.#isBusy) this.#fetch(room);
    }
  }

  async #fetch(room) {
    this.#isBusy = true;
    const page = await this.#ask(unreadAddress(room, this.#told.get(room), PAGE));
    const answered = page === null ? [] : await this.#answeredBy(page.messages, room);
    setTimeout(() => ((this.#isBusy = false), this.#update()), page === null ? FAILED_MS : PAUSE_MS);
    const { you, epoch, room: open } = this.#store.state;
    if (page === null || page.epoch !== epoch || room === open) return;
    const messages = page.messages.filter(({ seq, from, deleted }) => seq > this.#told.get(room) && from.id !== you.id && !deleted);
    this.#told.set(room, Math.max(this.#told.get(room), page.messages.at(-1)?.seq ?? page.head));
    if (messages.length > 0) this.#tell(room, messages, { you, names: namesOf(readNames(room)), messages: page.messages, quoted: answered });
  }

  // The messages that these answer: an answer to one of the person's own notifies them.
  async #answeredBy(messages, room) {
    const answered = messages.map(({ reply }) => reply).filter((seq) => seq !== undefined && !messages.some((message) => message.seq === seq));
    const wanted = [...new Set(answered)].slice(-MAX_ANSWERED);
    const pages = await Promise.all(wanted.map((seq) => this.#ask(unreadAddress(room, seq - 1, 1))));
    return pages.flatMap((page) => page?.messages ?? []).filter(({ seq }) => wanted.includes(seq));
  }
}
