// Requests the messages that replies answer, each once, because a reply to a message of the person counts as a mention.

import { unreadAddress } from "../connection/address.js";

const AT_ONCE = 20; // requests that run at the same time
const MAX_KNOWN = 1_000; // messages; when there are more, all are forgotten

export class AnsweredLoader {
  #ask;
  #known = new Map(); // by epoch, room and seq: the message, or undefined if the log has it no longer

  // `ask(address)` returns a page of messages, or null.
  constructor(ask) {
    this.#ask = ask;
  }

  // Returns the messages to which the messages `answers` of this room reply, without those in `messages`. Null if a page does not arrive,
  // or is of another epoch.
  async of(answers, { room, epoch, messages }) {
    const [present, keyOf] = [new Set(messages.map(({ seq }) => seq)), (seq) => `${epoch} ${room} ${seq}`];
    const seqs = [...new Set(answers.map(({ reply }) => reply))].filter((seq) => seq !== undefined && !present.has(seq));
    if (this.#known.size > MAX_KNOWN) this.#known.clear();
    const unknown = seqs.filter((seq) => !this.#known.has(keyOf(seq)));
    while (unknown.length > 0) {
      const asked = unknown.splice(0, AT_ONCE);
      const pages = await Promise.all(asked.map((seq) => this.#ask(unreadAddress(room, seq - 1, 1))));
      if (pages.some((page) => page?.epoch !== epoch)) return null;
      pages.forEach(({ messages }, index) => this.#known.set(keyOf(asked[index]), messages.find(({ seq }) => seq === asked[index])));
    }
    return seqs.map((seq) => this.#known.get(keyOf(seq))).filter((message) => message !== undefined);
  }
}
