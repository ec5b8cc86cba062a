// The drafts of this tab on their way: stored, sent one at a time in their order, until each comes back as a message.

import { lengthOf } from "../text/normalize.js";
import { inOrder, isWaiting } from "./outbox-storage.js";

const SLOW_MS = 10_000;
const DEAD_MS = 15_000;
const MAX_FAULTS = 3; // connections in a row that a draft may end before it is held to be the cause
const TOO_LONG_FRAME = 1009;
const FAULTS = [1002, 1003, 1007, 1008, TOO_LONG_FRAME, 1011]; // close codes for what was sent; other ends have other causes
const ID_BYTES = 15;

// A draft may be sent twice without harm, because its id makes it one message; so the tabs of a browser need not agree
// who sends it. One at a time, because the next draft must not overtake one that is refused.
export class Outbox {
  #store; #socket; #storage;
  #sent = null; // the draft that was sent and is not answered
  #suspect = null; // { id, faults }: how many connections were closed for a fault while this draft was unanswered
  #timers = [];
  #pause = 0; // timer

  constructor({ store, socket, storage }) {
    this.#store = store;
    this.#socket = socket;
    this.#storage = storage;
    store.subscribe((state) => this.#update(state));
    storage.watch({
      settled: (id) => store.apply({ type: "delete", id }),
      abandoned: (draft) => store.apply({ type: "adopt", draft }),
    });
  }

  // Keeps a new draft in this browser, shows it as pending, and sends it unless other drafts are sent first.
  add(text) {
    const draft = { id: newId(), text, at: this.#nextTime(), state: "pending" };
    this.#storage.add(draft);
    this.#store.apply({ type: "add", draft });
    this.#sendNext();
  }

  // Drafts are ordered by `at`, so each is later than the one before it, even if the clock was set back in between.
  #nextTime = () => Math.max(Date.now(), this.#storage.latestAt + 1);

  retry(id) {
    this.#resume();
    this.#store.apply({ type: "retry", id });
  }

  // Deletes a draft and returns its text.
  remove(id) {
    const { text } = this.#store.state.drafts.find((draft) => draft.id === id);
    this.#store.apply({ type: "delete", id });
    return text;
  }

  // After each change of the state: a draft was answered, retried or adopted, or the connection was opened or closed.
  #update(state) {
    this.#storage.update(state.drafts);
    if (state.connection !== "live") this.#disconnected(state);
    else if (this.#sent) this.#checkAnswer(state.drafts.find(({ id }) => id === this.#sent.id));
    this.#sendNext();
  }

  // The answer is a message, which removes the draft, or a refusal. A draft that was only marked slow has no answer yet.
  #checkAnswer(draft) {
    if (draft && draft.refusal === this.#sent.refusal) return;
    this.#forgetSent();
    this.#suspect = null;
    if (draft?.refusal?.retry_ms) this.#pauseFor(draft.refusal.retry_ms);
  }

  #disconnected({ code, limits }) {
    const draft = this.#sent;
    this.#forgetSent();
    this.#resume();
    if (draft && this.#endsConnections(draft, code)) this.#fail(draft, limits);
  }

  #endsConnections({ id }, code) {
    if (!FAULTS.includes(code)) return false;
    const faults = this.#suspect?.id === id ? this.#suspect.faults + 1 : 1;
    this.#suspect = { id, faults };
    return code === TOO_LONG_FRAME || faults === MAX_FAULTS;
  }

  // Sent again, it would end every connection, and the drafts behind it would never be sent.
  #fail({ id, text }, limits) {
    this.#suspect = null;
    this.#store.apply({ type: "refused", draft: id, code: lengthOf(text) > limits.text ? "too_long" : "ends_connection" });
  }

  #sendNext() {
    if (this.#sent || this.#pause) return;
    const [draft] = this.#store.state.drafts.filter(isWaiting).sort(inOrder);
    if (draft && this.#socket.send({ type: "say", draft: draft.id, text: draft.text })) this.#awaitAnswer(draft);
  }

  #awaitAnswer(draft) {
    this.#sent = draft;
    this.#timers = [
      setTimeout(() => this.#store.apply({ type: "slow", id: draft.id }), SLOW_MS),
      setTimeout(() => this.#socket.reconnect(), DEAD_MS),
    ];
  }

  #forgetSent() {
    this.#timers.forEach(clearTimeout);
    this.#sent = null;
  }

  // Nothing else is sent meanwhile: the refused draft goes first.
  #pauseFor(milliseconds) {
    this.#pause = setTimeout(() => {
      this.#pause = 0;
      this.#sendNext();
    }, milliseconds);
  }

  #resume() {
    clearTimeout(this.#pause);
    this.#pause = 0;
  }
}

// Not crypto.randomUUID, which a page over plain http on a LAN does not have.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
