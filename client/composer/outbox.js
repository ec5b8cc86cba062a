// Sends drafts one at a time, in the order they were written, and keeps each one until it comes back as an entry.

import { lengthOf } from "../text/normalize.js";
import { inOrder, isWaiting } from "./outbox-storage.js";

const SLOW_MS = 10_000;
const DEAD_MS = 15_000;
const MAX_FAULTS = 3; // a draft fails if this many connections in a row were closed for a fault while it was being sent
const TOO_LONG_FRAME = 1009;
const FAULTS = [1002, 1003, 1007, 1008, TOO_LONG_FRAME, 1011]; // close codes for a fault in what was sent
const ID_BYTES = 15;

// Sending a draft twice does no harm, because all drafts with one id become one entry. So several tabs may send a draft, without
// a lock between them. Drafts are sent one at a time, because the next draft must not overtake a draft that is refused.
export class Outbox {
  #store; #socket; #storage;
  #stopWatching = () => {};
  #sent = null; // the draft that was sent and not answered yet
  #suspect = null; // { id, faults }: the number of connections in a row closed for a fault while this draft was unanswered
  #timers = [];
  #pause = 0; // the timer of a pause

  constructor({ store, socket, storage }) {
    this.#store = store;
    this.#socket = socket;
    this.enter(storage);
    store.subscribe((state) => this.#update(state));
  }

  // Goes on with the drafts of another room, which the store enters next. There is no connection meanwhile, so no draft goes to the wrong
  // room.
  enter(storage) {
    this.end();
    this.#suspect = null;
    this.#storage = storage;
    this.#stopWatching = storage.watch({
      settled: (id) => this.#store.apply({ type: "delete", id }),
      abandoned: (draft) => this.#storage === storage && this.#store.apply({ type: "adopt", draft }),
    });
  }

  // Sends nothing more and leaves the storage alone.
  end() {
    this.#forgetSent();
    this.#resume();
    this.#stopWatching();
    this.#storage = null;
  }

  // Keeps a new draft in this browser, shows it as pending, and sends it unless other drafts are sent first. `fields` are the fields
  // of the draft's frame, except its id; without a type the draft is a `say`. If they have the number of a message, the present epoch
  // is stored with it. If the number may be of another epoch, the caller gives that `epoch`.
  add(fields) {
    const numbered = (fields.message ?? fields.reply) === undefined ? {} : { epoch: this.#store.state.epoch };
    const draft = { type: "say", ...numbered, ...fields, id: newId(), at: this.#nextTime(), state: "pending" };
    this.#storage.add(draft);
    this.#store.apply({ type: "add", draft }); // calls `#update`, which sends it
  }

  // The time for a new draft: later than that of each other draft, even after the clock was set back, because `at` orders them.
  #nextTime = () => Math.max(Date.now(), this.#storage.latestAt + 1);

  retry(id) {
    this.#resume();
    this.#store.apply({ type: "retry", id });
  }

  remove(id) {
    this.#store.apply({ type: "delete", id });
  }

  // Called after each change of the state: a draft was answered, retried or adopted, or the connection was opened or closed.
  #update(state) {
    if (this.#storage === null) return;
    this.#storage.update(state.drafts);
    if (state.connection !== "live") this.#disconnected(state);
    else if (this.#sent) this.#checkAnswer(state.drafts.find(({ id }) => id === this.#sent.id));
    this.#sendNext();
  }

  // Looks for an answer to the draft that was sent: its entry, which removes the draft, or a refusal.
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
    if (draft && this.#countFault(draft, code)) this.#fail(draft, limits);
  }

  // Counts the connections in a row that were closed for a fault while this draft was unanswered. Returns whether the draft is the cause.
  #countFault({ id }, code) {
    if (!FAULTS.includes(code)) return false;
    const faults = this.#suspect?.id === id ? this.#suspect.faults + 1 : 1;
    this.#suspect = { id, faults };
    return code === TOO_LONG_FRAME || faults === MAX_FAULTS;
  }

  // Fails the draft. Sending it again would end each connection, and the drafts behind it would never be sent.
  #fail({ id, text = "" }, limits) {
    this.#suspect = null;
    this.#store.apply({ type: "refused", draft: id, code: lengthOf(text) > limits.text ? "too_long" : "ends_connection" });
  }

  #sendNext() {
    if (this.#sent || this.#pause) return;
    const [draft] = this.#store.state.drafts.filter(isWaiting).sort(inOrder);
    if (draft && this.#socket.send(frameOf(draft))) this.#awaitAnswer(draft);
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

  // Sends nothing for a while, then the refused draft first.
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

// The frame that sends a draft: its id and its fields, without what only the page needs.
const frameOf = ({ id, at, state, refusal, epoch, ...fields }) => ({ draft: id, ...fields });

// A random id. crypto.randomUUID is missing in a page over plain http, as on a LAN.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
