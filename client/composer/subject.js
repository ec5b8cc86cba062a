// The message that the text in the box edits or answers: named in a strip above the box until the text is sent, or the person
// leaves it.

import { words } from "../browser/language.js";
import { shownText } from "../list/pending-changes.js";
import { excerptOf } from "../list/quote.js";
import { isEditable } from "../list/rows.js";

export { loadLater } from "../browser/later.js"; // has the words for the strip

export class Subject {
  #form; #element; #store; #outbox; #box; #write; #keep;
  #aside = null; // the text of a new message, while the box has the text of an edit
  #drawn = "";

  // `write(text)` puts a text into the box, and `keep()` stores what is typed.
  constructor({ form, store, outbox, box, write, keep }) {
    this.#form = form;
    this.#element = form.querySelector(".subject");
    this.#store = store;
    this.#outbox = outbox;
    this.#box = box;
    this.#write = write;
    this.#keep = keep;
    this.#element.querySelector("button").addEventListener("click", () => (this.leave(), box.focus()));
  }

  get isEdit() {
    return this.#aside !== null;
  }

  // All that is typed: the text of a new message with the number of the message it answers, and an edit.
  get typed() {
    const { editing, replying, epoch } = this.#store.state;
    const text = this.#box.value;
    const typed = this.isEdit ? { text: this.#aside, edit: { message: editing, text } } : { text };
    return replying === null ? { ...typed, epoch } : { ...typed, epoch, reply: replying };
  }

  draw() {
    if (this.isEdit && isGone(this.#store.state)) this.#giveUp();
    this.#drawStrip(this.#store.state); // which the line above may have changed
  }

  // Puts the text of a message into the box. The text that was there comes back after the edit.
  edit(seq, text = shownText(this.#store.state, seq)) {
    this.#aside ??= this.#box.value;
    this.#store.apply({ type: "editing", seq });
    this.#write(text);
    this.#box.focus();
  }

  reply(seq) {
    if (this.isEdit) this.#endEdit();
    this.#setReply(seq);
    this.#box.focus();
  }

  // Continues with an edit and a reply that an earlier page stored. The text of an edit from before the log began anew stays in the box.
  resume({ edit, reply, epoch }) {
    if (!edit && !reply) return;
    if (epoch !== this.#store.state.epoch) return edit && this.#write(joined(edit.text, this.#box.value));
    if (reply) this.#setReply(reply);
    if (edit) this.edit(edit.message, edit.text);
  }

  // Edits the person's last message, if they still may.
  editLast() {
    const { state } = this.#store;
    const last = state.messages.findLast((message) => isEditable(message, state));
    if (last && !this.isEdit) this.edit(last.seq);
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
    this.#endEdit();
    if (text.trim() === "") this.#store.apply({ type: "deleting", seq: state.editing });
    else if (text !== shownText(state, state.editing)) this.#outbox.add({ type: "edit", message: state.editing, text });
  }

  // Ends the reply, and returns the field that makes a message an answer.
  takeReply() {
    const { replying } = this.#store.state;
    if (replying === null) return {};
    this.#setReply(null);
    return { reply: replying };
  }

  #setReply(seq) {
    this.#store.apply({ type: "replying", seq });
    this.#keep();
  }

  #endEdit() {
    const text = this.#aside;
    this.#aside = null;
    this.#store.apply({ type: "editing", seq: null });
    this.#write(text);
  }

  // The message was deleted, or the log has another epoch: the text of the edit stays in the box.
  #giveUp() {
    const text = joined(this.#box.value, this.#aside);
    this.#endEdit();
    this.#write(text);
    this.#form.querySelector(".hint").textContent = words("edit lost");
  }

  #drawStrip({ editing, replying, messages }) {
    const seq = editing ?? replying;
    const answered = editing === null ? messages.find((message) => message.seq === seq) : undefined;
    const name = answered?.from.name ?? words("message number", { seq });
    const label = seq === null ? "" : editing === null ? words("replying", { name }) : words("editing");
    const excerpt = answered ? excerptOf(answered) : "";
    if (this.#drawn === (this.#drawn = JSON.stringify([seq, label, excerpt]))) return;
    this.#element.hidden = seq === null;
    this.#element.querySelector("use").setAttribute("href", editing === null ? "#icon-reply" : "#icon-pen");
    this.#element.querySelector(".label").textContent = label;
    this.#element.querySelector(".excerpt").textContent = excerpt;
    this.#drawSend(editing !== null);
  }

  #drawSend(isEdit) {
    this.#form.querySelector(".send .label").textContent = words(isEdit ? "save" : "send");
    this.#form.querySelector(".send use").setAttribute("href", isEdit ? "#icon-done" : "#icon-send");
  }
}

const joined = (...texts) => texts.filter(Boolean).join("\n\n");

const isGone = ({ editing, messages }) => editing === null || messages.find(({ seq }) => seq === editing)?.deleted === true;
