// The message that the text in the box edits or answers, until the text is sent or the person ends the edit or reply.

import { words } from "../browser/language.js";
import { shownText } from "../list/pending-changes.js";
import { hashOf } from "../people/avatar.js";
import { isDeleted } from "../state/deleted.js";
import { knownMessage } from "../state/view.js";
import { lastOwnMessage } from "./last-own-message.js";
import { SubjectStrip } from "./subject-strip.js";
import { UnsentEdits } from "./unsent-edits.js";

export { loadLater } from "../browser/load-later.js"; // has the template and words for the strip

const PAUSE_MS = 500; // longer than the time between the two presses of a double click

// A text of characters that show nothing: spaces, joiners, and letters and marks without a glyph. The service turns an edit to such a
// text into a deletion.
const INVISIBLE = /^[\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]*$/u;

export class Subject {
  #form; #strip; #store; #outbox; #box; #unsent; #write; #keep;
  #newMessageText = null; // kept while the box has the text of an edit
  #original = null; // the hash of the text from which the edit began; null until it is known
  #endedAt = -Infinity; // when an edit ended and the box got its earlier text back; -Infinity once the person types

  // `write(text)` puts a text into the box, and `keep()` stores what is typed.
  constructor({ form, store, outbox, storage, maxLength, write, keep }) {
    this.#form = form;
    this.#strip = new SubjectStrip({ form, cancel: () => (this.cancel(), this.#box.focus()) });
    this.#store = store;
    this.#outbox = outbox;
    this.#box = form.elements.text;
    this.#unsent = new UnsentEdits({ store, storage, maxLength });
    this.#write = write;
    this.#keep = keep;
    store.requestDraw(); // the message of a stored edit may have been deleted meanwhile
    this.#box.addEventListener("input", () => (this.#endedAt = -Infinity));
  }

  get isEdit() {
    return this.#newMessageText !== null;
  }

  // Whether a key or button was pressed before the person could see what is in the box now: a second Enter after an edit is not meant
  // for the text that comes back.
  isTooSoon = ({ timeStamp }) => timeStamp < this.#endedAt + PAUSE_MS;

  // All that is typed: the text of a new message with the number of the message it answers, and an edit. An edit that changed nothing is
  // left out: if it were stored, its text would stay after the message is deleted.
  get typed() {
    const { editing, replying } = this.#store.state;
    const epoch = this.#epoch;
    const typed = { text: this.isEdit ? this.#newMessageText : this.#box.value, epoch };
    if (this.#isChanged) typed.edit = { message: editing, text: this.#box.value, original: this.#original };
    return replying === null ? typed : { ...typed, reply: replying };
  }

  draw() {
    if (this.isEdit && isGone(this.#store.state)) this.#giveUp();
    else if (this.isEdit) this.#follow(this.#store.state);
    const { state } = this.#store; // which the lines above may have changed
    this.#unsent.prune(state);
    this.#strip.draw(state, this.isEdit && this.#isOvertaken(state));
  }

  // Begins the edit of a message. The box gets `text`. Without `text`, it gets the edit of this message that the person left unsent, or
  // else the text of the message. The text that was in the box comes back after the edit.
  edit(seq, text) {
    this.#rememberEdit();
    const shown = shownText(this.#store.state, seq);
    const unsent = text === undefined ? this.#unsent.take(seq, this.#epoch) : { text };
    this.#begin(seq, unsent ?? { text: shown, original: hashOf(shown) });
  }

  reply(seq) {
    this.#leaveEdit();
    this.#setReply(seq);
    this.#box.focus();
  }

  // Continues with a stored edit and reply, also before the first welcome. If the epoch has changed, only puts the text of the edit into
  // the box, before the text there. Otherwise, if the person is typing into the box (`isTyped`), the edit is stored as unsent.
  resume({ edit, reply, epoch }, isTyped = false) {
    if (!edit && !reply) return;
    if (epoch !== (this.#store.state.epoch ?? epoch)) return edit && this.#write(joined(edit.text, this.#box.value));
    if (reply) this.#setReply(reply, epoch);
    if (edit && edit.text === undefined) return knownMessage(this.#store.state, edit.message) && this.edit(edit.message);
    if (edit && isTyped) this.#unsent.add({ ...edit, epoch });
    else if (edit) this.#begin(edit.message, { ...edit, epoch });
  }

  // Edits the last message that the person may still change. Does nothing if they have typed, begun an edit or left the room by the time
  // it is found. Does not scroll.
  async editLast() {
    const { room } = this.#store.state;
    const last = this.isEdit ? undefined : await lastOwnMessage(this.#store);
    const isWanted = room === this.#store.state.room && this.#box.value === "" && !this.isEdit;
    if (last && isWanted) this.edit(last.seq);
  }

  // The person leaves the room. Returns what `resume` takes when they come back: all that is typed. An edit that changed nothing has only
  // the number of its message.
  abandon() {
    const typed = this.typed;
    if (this.isEdit) typed.edit ??= { message: this.#store.state.editing };
    this.#newMessageText = this.#original = null;
    return typed;
  }

  // Leaves the edit, or else the reply. Returns whether there was one.
  leave() {
    if (this.isEdit) this.#leaveEdit();
    else if (this.#store.state.replying !== null) this.#setReply(null);
    else return false;
    return true;
  }

  // The button "Cancel": unlike `leave`, it forgets the new text of an edit.
  cancel() {
    if (this.isEdit) this.#endEdit();
    else this.leave();
  }

  // Sends the edit. If no visible text is left, the list asks whether to delete the message.
  sendEdit(text) {
    const { state } = this.#store;
    const epoch = this.#epoch;
    this.#endEdit();
    this.#endedAt = performance.now();
    if (INVISIBLE.test(text)) this.#store.apply({ type: "deleting", seq: state.editing });
    else if (text !== shownText(state, state.editing)) this.#outbox.add({ type: "edit", message: state.editing, text, epoch });
  }

  // Ends the reply. Returns { reply, epoch } for the draft that answers, or {} if there is no reply.
  takeReply() {
    const { replying } = this.#store.state;
    const epoch = this.#epoch;
    if (replying === null) return {};
    this.#setReply(null);
    return { reply: replying, epoch };
  }

  get #epoch() {
    return this.#store.state.epoch ?? this.#store.state.storedEpoch;
  }

  // Whether the text of the edit differs from the text with which the edit began; also true while that text is not known.
  get #isChanged() {
    return this.isEdit && hashOf(this.#box.value) !== this.#original;
  }

  #setReply(seq, epoch) {
    this.#store.apply({ type: "replying", seq, epoch });
    this.#keep();
  }

  #begin(seq, { text, original = null, epoch }) {
    this.#newMessageText ??= this.#box.value;
    this.#original = original;
    this.#store.apply({ type: "editing", seq, epoch });
    this.#write(text);
    this.#box.focus();
  }

  #leaveEdit() {
    this.#rememberEdit();
    if (this.isEdit) this.#endEdit();
  }

  #rememberEdit() {
    const { edit, epoch } = this.typed;
    if (edit) this.#unsent.add({ ...edit, epoch });
  }

  #endEdit() {
    const text = this.#newMessageText;
    this.#newMessageText = this.#original = null;
    this.#store.apply({ type: "editing", seq: null });
    this.#write(text);
  }

  // The message was deleted, or the log has another epoch: the text of the edit stays in the box, if the person changed anything.
  #giveUp() {
    const isChanged = this.#isChanged;
    const text = joined(this.#box.value, this.#newMessageText);
    this.#endEdit();
    this.#endedAt = performance.now();
    if (!isChanged) return;
    this.#write(text);
    this.#form.querySelector(".hint").textContent = words("edit lost");
  }

  // Another tab or device may change the message meanwhile: an edit in which nothing was changed goes on from the message's new text.
  #follow(state) {
    if (!knownMessage(state, state.editing)) return;
    const shown = shownText(state, state.editing);
    this.#original ??= hashOf(shown);
    if (this.#isChanged || !this.#isOvertaken(state)) return;
    this.#original = hashOf(shown);
    this.#write(shown);
  }

  #isOvertaken = (state) => knownMessage(state, state.editing) !== undefined && hashOf(shownText(state, state.editing)) !== this.#original;
}

const joined = (...texts) => texts.filter(Boolean).join("\n\n");

const isGone = (state) => state.editing === null || isDeleted(state, state.editing);
