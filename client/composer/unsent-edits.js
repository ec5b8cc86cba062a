// Stores in this browser, for all its tabs, the edits that the person left without sending them, each until a tab continues it or the
// server would refuse it.

import * as browserStorage from "../browser/storage.js";
import { isDeleted } from "../state/deleted.js";
import { firstOf } from "../text/normalize.js";

const PREFIX = "edits."; // and the room
const MAX_KEPT = 20; // edits in a room: with texts of 4,000 characters they take a fiftieth of the space that a browser gives the page
const HOUR_MS = 3_600_000;

// An edit is { message, epoch, text, original, at }: the number of the message in this epoch, the new text, the hash of the text from
// which the edit began, and the time when the person left it.
export class UnsentEdits {
  #store; #storage; #maxLength;
  #edits = new Map(); // by key, for the rooms whose edits this tab has read

  // `maxLength()` is the number of characters stored of a text.
  constructor({ store, storage, maxLength }) {
    this.#store = store;
    this.#storage = storage;
    this.#maxLength = maxLength;
    browserStorage.watch((key, stored) => this.#edits.has(key) && this.#edits.set(key, editsIn(stored)));
  }

  add(edit) {
    const others = this.#ofRoom.filter((other) => !isOf(edit, other));
    this.#write([...others, { ...edit, at: Date.now() }].slice(-MAX_KEPT));
  }

  // Returns the edit of a message, and removes it, so that only one tab continues with it.
  take(message, epoch) {
    const taken = this.#ofRoom.find((edit) => isOf({ message, epoch }, edit));
    if (taken) this.#write(this.#ofRoom.filter((edit) => edit !== taken));
    return taken;
  }

  // Removes the edits that the server would refuse. Puts the messages of the other edits into `unsent` of the state, so that these
  // messages are loaded: some may have been deleted while no tab was open.
  prune(state) {
    const left = this.#ofRoom.filter((edit) => canBeSent(edit, state));
    if (left.length < this.#ofRoom.length) this.#write(left);
    const seqs = left.map(({ message }) => message);
    if (state.epoch !== null && String(seqs) !== String(state.unsent)) this.#store.apply({ type: "unsent", seqs });
  }

  get #key() {
    return PREFIX + this.#store.state.room;
  }

  get #ofRoom() {
    if (!this.#edits.has(this.#key)) this.#edits.set(this.#key, editsIn(browserStorage.read(this.#key)));
    return this.#edits.get(this.#key);
  }

  // Stores the edits. If this fails, removes the older ones, which would be taken for the latest.
  #write(edits) {
    this.#edits.set(this.#key, edits);
    const stored = edits.map((edit) => ({ ...edit, text: firstOf(edit.text, this.#maxLength()) }));
    const isWhole = stored.every(({ text }, index) => text === edits[index].text);
    if (edits.length === 0) this.#storage.remove(this.#key);
    else if (!this.#storage.write(this.#key, stored, isWhole)) browserStorage.remove(this.#key);
  }
}

const isOf = (one, other) => one.message === other.message && one.epoch === other.epoch;

const canBeSent = ({ message, epoch, at }, state) =>
  epoch === (state.epoch ?? epoch) && !isDeleted(state, message) && Date.now() - at < state.editHours * HOUR_MS;

const editsIn = (stored) =>
  Array.isArray(stored) ? stored.filter((edit) => typeof edit?.text === "string" && typeof edit.at === "number") : [];
