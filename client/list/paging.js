// Reading on purpose: earlier and later pages, one message by its address, the first unread, the end.

import { seqIn } from "../connection/address.js";
import { readAround, readPage } from "../connection/history.js";
import { shows } from "../state/view.js";

export class Reading {
  #state; #act; #scroll;

  constructor({ state, act, scroll }) {
    this.#state = state;
    this.#act = act;
    this.#scroll = scroll;
  }

  // `side` is earlier or later.
  async readOn(side) {
    if (this.#state()[side] === "loading") return;
    this.#act({ type: "reading", side });
    this.#act((await readPage(side, this.#state())) ?? { type: "unreadable", side });
  }

  // The message that the page's address names, if it names one.
  openAddressed() {
    const seq = seqIn(location.hash);
    if (seq !== null) this.#seek(seq, true);
  }

  // First to what is unread, if it is still to come, then to the end.
  forward() {
    const { from, count } = this.#state().unread;
    if (count > 0 && this.#scroll.isBefore(from)) this.#seek(from, false);
    else this.toEnd();
  }

  toEnd() {
    this.#act({ type: "read" });
    this.#act({ type: "end" });
    this.#scroll.follow();
  }

  async #seek(seq, isMarked) {
    this.#act({ type: "seek", seq, isMarked });
    if (shows(this.#state(), seq)) return;
    this.#act((await readAround(this.#state())) ?? { type: "absent", seq });
  }
}
