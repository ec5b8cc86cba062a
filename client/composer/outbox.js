// What was said and has not settled: kept in this browser, sent in order, one at a time, until its message comes back.

import { lengthOf } from "../text/normalize.js";
import { Drafts, inOrder, isWaiting } from "./draft-storage.js";

const SLOW_MS = 10_000;
const DEAD_MS = 15_000;
const MOST_LINES = 3; // that may end by a fault while the same draft is in the air: by then it is more than bad luck
const TOO_LONG_FRAME = 1009;
const FAULTS = [1002, 1003, 1007, 1008, TOO_LONG_FRAME, 1011]; // closed for what was said; a torn line is nobody's doing
const ID_BYTES = 15;

// Sending twice is harmless, since a draft's id makes it one message; so tabs need not agree on who sends. One at a
// time, because a refused draft must not be overtaken by the next one.
export class Outbox {
  #kept; #send; #act; #renew;
  #state = null;
  #flying = null; // the draft that was sent and is not answered
  #suspect = null; // { draft, lines }: how many lines were closed for a fault while it was in the air
  #timers = [];
  #hold = 0;

  constructor({ room, send, act, renew, keeper }) {
    this.#kept = new Drafts({ room, act, keeper });
    this.#send = send;
    this.#act = act;
    this.#renew = renew;
  }

  // One that was not stored is tried again by itself.
  restore() {
    return this.#kept.restore();
  }

  // No two drafts at the same moment, since `at` is their order, also when the clock was set back in between.
  write(text) {
    return { type: "draft", draft: newId(), text, at: Math.max(Date.now(), this.#kept.lastAt + 1) };
  }

  retry(draft) {
    this.#release();
    this.#act({ type: "retry", draft });
  }

  update(state) {
    this.#state = state;
    this.#kept.keep(state.drafts);
    if (state.connection !== "live") this.#lost(state);
    else if (this.#flying) this.#answered(state.drafts.find(({ draft }) => draft === this.#flying.draft));
    this.#sendNext();
  }

  // A draft that was only marked slow is still in the air; one that is gone, or was refused, has landed.
  #answered(draft) {
    if (draft && draft.refusal === this.#flying.refusal) return;
    this.#land();
    this.#suspect = null;
    if (draft?.refusal?.retry_ms) this.#holdFor(draft.refusal.retry_ms);
  }

  #lost({ code, limits }) {
    const draft = this.#flying;
    this.#land();
    this.#release();
    if (draft && this.#endsLines(draft, code)) this.#fail(draft, limits);
  }

  #endsLines({ draft }, code) {
    if (!FAULTS.includes(code)) return false;
    const lines = this.#suspect?.draft === draft ? this.#suspect.lines + 1 : 1;
    this.#suspect = { draft, lines };
    return code === TOO_LONG_FRAME || lines === MOST_LINES;
  }

  // Else it would end every line to come, and what waits behind it would never go.
  #fail({ draft, text }, limits) {
    this.#suspect = null;
    this.#act({ type: "refused", draft, code: lengthOf(text) > limits.text ? "too_long" : "ends_line" });
  }

  #sendNext() {
    if (this.#flying || this.#hold) return;
    const [draft] = this.#state.drafts.filter(isWaiting).sort(inOrder);
    if (draft && this.#send({ type: "say", draft: draft.draft, text: draft.text })) this.#fly(draft);
  }

  #fly(draft) {
    this.#flying = draft;
    this.#timers = [
      setTimeout(() => this.#act({ type: "slow", draft: draft.draft }), SLOW_MS),
      setTimeout(this.#renew, DEAD_MS),
    ];
  }

  #land() {
    this.#timers.forEach(clearTimeout);
    this.#flying = null;
  }

  // Nothing is sent meanwhile: what was refused goes first.
  #holdFor(milliseconds) {
    this.#hold = setTimeout(() => {
      this.#hold = 0;
      this.#sendNext();
    }, milliseconds);
  }

  #release() {
    clearTimeout(this.#hold);
    this.#hold = 0;
  }
}

// Not crypto.randomUUID, which a page over plain http on a LAN does not have.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
