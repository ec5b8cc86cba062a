// The message that the text in the box edits or answers, until the text is sent, or the person leaves it.

import { words } from "../browser/language.js";
import { shownText } from "../list/pending-changes.js";
import { isEditable } from "../list/rows.js";
import { shows } from "../state/view.js";
import { SubjectStrip } from "./subject-strip.js";

export { loadLater } from "../browser/later.js"; // has the words for the strip

export class Subject {
  #form; #strip; #store; #outbox; #box; #write; #keep;
  #newMessageText = null; // kept while the box has the text of an edit
  #originalText = null; // of the edited message, when the edit began; null until it is known
  #unsent = new Map(); // the texts of edits that the person left, by the room, epoch and number of the message

  // `write(text)` puts a text into the box, and `keep()` stores what is typed.
  constructor({ form, store, outbox, box, write, keep }) {
    this.#form = form;
    this.#strip = new SubjectStrip({ form, leave: () => (this.leave(), box.focus()) });
    this.#store = store;
    this.#outbox = outbox;
    this.#box = box;
    this.#write = write;
    this.#keep = keep;
  }

  get isEdit() {
    return this.#newMessageText !== null;
  }

  // All that is typed: the text of a new message with the number of the message it answers, and an edit.
  get typed() {
    const { editing, replying } = this.#store.state;
    const epoch = this.#epoch;
    const text = this.#box.value;
    const typed = this.isEdit ? { text: this.#newMessageText, edit: { message: editing, text } } : { text };
    return replying === null ? { ...typed, epoch } : { ...typed, epoch, reply: replying };
  }

  draw() {
    if (this.isEdit && isGone(this.#store.state)) this.#giveUp();
    else if (this.isEdit) this.#follow(this.#store.state);
    const { state } = this.#store; // which the lines above may have changed
    this.#strip.draw(state, this.isEdit && this.#isOvertaken(state));
  }

  // Puts the text of a message into the box: as the person edited it and left it, or else as it is. The text that was in the box
  // comes back after the edit.
  edit(seq, text, epoch) {
    this.#rememberEdit();
    const shown = shownText(this.#store.state, seq);
    this.#originalText = text === undefined ? shown : null;
    this.#newMessageText ??= this.#box.value;
    this.#store.apply({ type: "editing", seq, epoch });
    this.#write(text ?? this.#unsent.get(this.#keyOf(seq)) ?? shown);
    this.#box.focus();
  }

  reply(seq) {
    if (this.isEdit) this.#endEdit();
    this.#setReply(seq);
    this.#box.focus();
  }

  // Continues with an edit and a reply that an earlier page stored, also before the first welcome. If the epoch is another one
  // now, only the text of the edit stays, in the box. A box that the person is typing into (`isTyped`) is left alone.
  resume({ edit, reply, epoch }, isTyped = false) {
    if (!edit && !reply) return;
    if (epoch !== (this.#store.state.epoch ?? epoch)) return edit && this.#write(joined(edit.text, this.#box.value));
    if (reply) this.#setReply(reply, epoch);
    if (edit && isTyped) this.#unsent.set(this.#keyOf(edit.message, epoch), edit.text);
    else if (edit) this.edit(edit.message, edit.text, epoch);
  }

  // Edits the person's last message, if they still may.
  editLast() {
    const { state } = this.#store;
    const last = state.messages.findLast((message) => isEditable(message, state));
    if (last && !this.isEdit) this.edit(last.seq);
  }

  // The person leaves the room, with all that is `typed`.
  abandon() {
    this.#newMessageText = this.#originalText = null;
  }

  // Leaves the edit, or else the reply. Returns whether there was one.
  leave() {
    if (this.isEdit) this.#endEdit();
    else if (this.#store.state.replying !== null) this.#setReply(null);
    else return false;
    return true;
  }

  // An edit to nothing asks whether to delete the message.
  sendEdit(text) {
    const { state } = this.#store;
    const epoch = this.#epoch;
    this.#endEdit();
    this.#unsent.delete(this.#keyOf(state.editing));
    if (text.trim() === "") this.#store.apply({ type: "deleting", seq: state.editing });
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

  #keyOf = (seq, epoch = this.#epoch) => `${this.#store.state.room} ${epoch} ${seq}`;

  #setReply(seq, epoch) {
    this.#store.apply({ type: "replying", seq, epoch });
    this.#keep();
  }

  #rememberEdit() {
    const { editing } = this.#store.state;
    if (this.isEdit && this.#box.value !== this.#originalText) this.#unsent.set(this.#keyOf(editing), this.#box.value);
    else if (this.isEdit) this.#unsent.delete(this.#keyOf(editing));
  }

  #endEdit() {
    this.#rememberEdit();
    const text = this.#newMessageText;
    this.#newMessageText = this.#originalText = null;
    this.#store.apply({ type: "editing", seq: null });
    this.#write(text);
  }

  // The message was deleted, or the log has another epoch: the text of the edit stays in the box, if the person changed anything.
  #giveUp() {
    const isChanged = this.#box.value !== this.#originalText;
    const text = joined(this.#box.value, this.#newMessageText);
    this.#endEdit();
    if (!isChanged) return;
    this.#write(text);
    this.#form.querySelector(".hint").textContent = words("edit lost");
  }

  // Another tab or device may change the message meanwhile: an edit that has not changed anything goes on from its new text.
  #follow(state) {
    if (!shows(state, state.editing)) return;
    const shown = shownText(state, state.editing);
    this.#originalText ??= shown;
    if (this.#originalText === shown || this.#box.value !== this.#originalText) return;
    this.#originalText = shown;
    this.#write(shown);
  }

  #isOvertaken = (state) => shows(state, state.editing) && shownText(state, state.editing) !== this.#originalText;
}

const joined = (...texts) => texts.filter(Boolean).join("\n\n");

const isGone = ({ editing, messages }) => editing === null || messages.find(({ seq }) => seq === editing)?.deleted === true;
