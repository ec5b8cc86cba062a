// Loads messages over HTTP: the page before or after the view, the page around a message to scroll to, and messages to quote or edit.

import { historyAddress } from "../connection/address.js";
import { pageAt } from "../connection/api.js";
import { endOf, shows, unknownSeq } from "../state/view.js";

const PAGE = 24; // messages; drawing as many rows causes no delay that a person notices
const QUOTE_AGAIN_MS = 10_000; // after which a message to quote that did not arrive is asked for again

export class HistoryLoader {
  #store;
  #beginning = null; // the message to begin with, until the first welcome has told the epoch of the log
  #isQuoting = false;
  #asked = new Set(); // the seqs of messages to quote that were asked for, and are not to be asked for again over this connection

  constructor({ store }) {
    this.#store = store;
    store.subscribe(() => this.#beginOnce());
  }

  // Begins in a room at this message, { seq, isHighlighted?, offset? }; with null the view stays as it is.
  begin(target) {
    this.#beginning = target;
    this.#beginOnce();
  }

  // `side` is "earlier" or "later".
  async load(side) {
    const { state } = this.#store;
    if (state[side] === "loading") return;
    const from = side === "later" ? endOf(state) : state.after;
    this.#store.apply({ type: "loading", side });
    const page = await pageAt(historyAddress[side](state, PAGE));
    this.#applyIn(state.room, page ? { type: side, from, ...page } : { type: "loadingFailed", side });
  }

  // `offset` is the distance in pixels of the message's top from where a target is shown.
  async seek(seq, isHighlighted = false, offset = 0) {
    this.#store.apply({ type: "seek", seq, isHighlighted, offset });
    const { state } = this.#store;
    if (shows(state, seq)) return;
    const page = await pageAround(state);
    const isUnreached = this.#store.state.connection !== "live";
    this.#applyIn(state.room, page ? { type: "around", seq, ...page } : { type: "targetMissing", seq, isUnreached });
  }

  // Loads one message that a reply in the view or the text in the box answers, or that an edit changes. When the message arrives, the
  // page is drawn again, and this loads the next one.
  async draw(state) {
    if (state.connection !== "live") this.#asked.clear();
    const seq = state.connection === "live" && !this.#isQuoting ? unknownSeq(state, this.#asked) : undefined;
    if (seq === undefined) return;
    this.#asked.add(seq);
    this.#isQuoting = true;
    const page = await pageAt(historyAddress.from({ room: state.room, target: { seq } }, 1));
    this.#isQuoting = false;
    if (page) return this.#applyIn(state.room, { type: "quoted", seq, ...page });
    setTimeout(() => (this.#asked.delete(seq), this.#store.requestDraw()), QUOTE_AGAIN_MS);
    this.#store.requestDraw(); // there may be other messages to quote
  }

  // Seeks the message of `begin` once the epoch is known. After an outage, seeks again a message that could not be loaded meanwhile.
  #beginOnce() {
    const { epoch, isCopy, connection, target } = this.#store.state;
    const next = this.#beginning ?? (connection === "live" && target?.isUnreached ? target : null);
    if (next === null || epoch === null || isCopy) return;
    this.#beginning = null;
    this.seek(next.seq, next.isHighlighted, next.offset);
  }

  // A page may arrive after the person went to another room, whose messages have the same numbers.
  #applyIn(room, act) {
    if (room === this.#store.state.room) this.#store.apply(act);
  }
}

// The page around the target. The server cuts pages at a size limit: if long messages cut this page off before the target, the
// page that starts at the target is loaded instead.
async function pageAround(state) {
  const page = await pageAt(historyAddress.around(state, PAGE));
  const isCutOff = page !== null && !page.messages.some(({ seq }) => seq === state.target.seq);
  return isCutOff ? pageAt(historyAddress.from(state, PAGE)) : page;
}
