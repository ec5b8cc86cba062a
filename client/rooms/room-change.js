// Shows another room in place of the present one: each part of the page puts away what it has, and goes on in the other room.

import { namesOf } from "../state/known-names.js";
import { readNames } from "../people/known-names-storage.js";
import { keepOwnRecord } from "./own-record.js";

export class RoomChange {
  #store; #socket; #outbox; #composer; #history; #scroll; #left; #storageOf; #keepRecord;

  constructor({ store, socket, outbox, composer, history, scroll, left, storageOf }) {
    this.#store = store;
    this.#socket = socket;
    this.#outbox = outbox;
    this.#composer = composer;
    this.#history = history;
    this.#scroll = scroll;
    this.#left = left;
    this.#storageOf = storageOf;
    this.#keepRecord = keepOwnRecord(store);
    for (const room of roomsOfLastPage()) composer.hold(room); // before another tab that opens such a room takes over its text
  }

  // Shows the room at a message, or where the person left it. `place` is where they read in it before the page was loaded.
  enter = (room, { seq = null, place = null } = {}) => {
    this.#leave();
    const kept = this.#left.take(room);
    const storage = this.#storageOf(room);
    const drafts = storage.read(kept.state?.drafts);
    this.#outbox.enter(storage); // before the store changes, because the outbox stores the drafts after each change
    this.#store.apply({ type: "enter", room, at: Date.now(), kept: kept.state, names: namesOf(readNames(room)), drafts });
    this.#scroll.enter(seq === null ? kept.place : null);
    this.#history.begin(seq !== null ? { seq, isHighlighted: true } : kept.state ? null : place);
    // The store has entered the room before dialogs and panels close, so that messages of the former room which came behind them do not
    // count as read.
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    for (const panel of document.querySelectorAll(".column:popover-open")) panel.hidePopover();
    forgetEdits(document.querySelector("#text"));
    this.#composer.enter(room);
    this.#socket.open();
    this.#store.draw();
    this.#composer.focus();
  };

  #leave() {
    const place = this.#scroll.placeInView();
    this.#composer.leave();
    this.#socket.close();
    this.#left.keep(this.#store.state, place);
    this.#keepRecord();
  }
}

// A text box that is put into the page anew has nothing to undo: otherwise Ctrl+Z would bring back what was typed in the former room.
const forgetEdits = (box) => box.parentElement.insertBefore(box, box.nextSibling);

// The other rooms in which earlier pages of this tab left a text, under the key of typed-text-storage.js. A room's name has no dot.
function roomsOfLastPage() {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith("hubbub.text.")).map((key) => key.split(".")[2]);
  } catch {
    return []; // access is forbidden
  }
}
