// The text box: stores its text until the text is sent, and sends it by Enter or the button, as a message, an edit or a command.

import { editsLastMessage, isEscape, isTouch, sends, startsTyping } from "../browser/keyboard.js";
import { words } from "../browser/language.js";
import { lazily } from "../browser/lazy-load.js";
import { endsInCode } from "../text/blocks.js";
import { commandIn, wrongCommandIn } from "../text/slash-commands.js";
import { lengthOf, trimmed } from "../text/normalize.js";
import { BoxSize } from "./box-size.js";
import { LengthCounter, MAX_PARTS } from "./length-counter.js";
import { TypedTextStorage } from "./typed-text-storage.js";

export class Composer {
  #form; #box; #size; #hint; #store; #outbox; #subjectOptions; #notice; #commands; #texts; #textsOf; #counter;
  #left = new Map(); // what was typed in the rooms that the person left, by room
  #completion = null; // loaded when the first @ is typed
  #subject = null; // loaded when the page is idle, or a message is edited or answered before that
  #stored = {}; // an edit or a reply that was stored or left in this room, kept here until the subject is loaded
  #restored = ""; // the text in the box when `#stored` was set
  #limit = 0;
  #heldBack = ""; // the text that was held back last
  reasonToWait = () => null; // returns a sentence for a text that has to wait; attention.js sets it
  typed = () => {}; // called with the text of a new message when it changes; typing.js sets it

  // `commands` has a function for each slash command, by its name.
  constructor({ form, store, outbox, storage, notice, commands }) {
    this.#form = form;
    this.#box = form.elements.text;
    this.#hint = form.querySelector(".hint");
    this.#store = store;
    this.#outbox = outbox;
    this.#subjectOptions = { form, store, outbox, storage, maxLength: this.#maxLength };
    this.#notice = notice;
    this.#commands = commands;
    this.#limit = store.state.limits.text;
    this.#size = new BoxSize({ box: this.#box, maxLength: this.#maxLength });
    const storages = new Map(); // one for each room, kept because each claims its text when another tab asks
    this.#textsOf = (room) => storages.get(room) ?? storages.set(room, new TypedTextStorage({ room, storage, maxLength: this.#maxLength })).get(room);
    this.#texts = this.#textsOf(store.state.room);
    this.#counter = new LengthCounter({ form, sendParts: (parts) => this.#sendParts(parts) });
    this.#listen();
    this.#restore();
  }

  draw(state) {
    this.#completion?.closeIfElsewhere();
    this.#subject?.draw();
    if (this.#limit === state.limits.text) return;
    this.#limit = state.limits.text;
    this.#drawBox();
  }

  // The person leaves the room: what is typed stays in it.
  leave() {
    this.#left.set(this.#store.state.room, { ...this.#typed, ...this.#subject?.abandon() });
    this.#stored = {};
  }

  // The store has entered this room: what was typed in it is in the box again.
  enter(room) {
    this.#texts = this.#textsOf(room);
    this.#heldBack = this.#box.value = "";
    this.#restore(this.#left.get(room));
  }

  // Takes over what an earlier page of this tab left in another room, until that room is entered.
  hold(room) {
    this.#left.set(room, this.#textsOf(room).restore());
  }

  // Focuses the box, but not on a touch screen, where this opens a keyboard that hides half of the messages.
  focus() {
    if (!isTouch()) this.#box.focus();
  }

  // Loads the subject, which edits and replies need. Rejects if it does not arrive.
  loadSubject = lazily(async () => {
    const { Subject, loadLater } = await import("./subject.js");
    await loadLater();
    this.#subject = new Subject({
      ...this.#subjectOptions,
      write: (text) => this.#fill(text),
      keep: () => this.#changed(),
    });
    this.#subject.resume(this.#takeStored(), this.#box.value !== this.#restored);
    return this.#subject;
  });

  // Loads what handles pasted and dropped content. Until then the browser inserts such content as it is.
  loadPasting = lazily(async () => {
    const refuse = (key, values) => (this.#hint.textContent = words(key, values));
    const { connectPasting, loadLater } = await import("./pasting.js");
    await loadLater();
    connectPasting({ box: this.#box, maxLength: this.#maxLength, refuse });
  });

  async edit(seq, text) {
    (await this.#subjectHere()).edit(seq, text);
  }

  async reply(seq) {
    (await this.#subjectHere()).reply(seq);
  }

  // Loads the subject and returns it. Rejects if it does not arrive, or if the person went to another room meanwhile.
  async #subjectHere() {
    const { room } = this.#store.state;
    const subject = await this.loadSubject();
    if (room !== this.#store.state.room) throw new Error("The room was left.");
    return subject;
  }

  // Puts the text of a draft back into the box: as an edit if the draft is one, otherwise before the text that is already there.
  async takeBack({ type, message, text, reply }) {
    if (type === "edit") return this.edit(message, text);
    const subject = reply ? await this.#subjectHere() : this.#subject;
    if (subject?.isEdit) subject.leave();
    this.#prepend(text);
    this.#box.focus();
    if (reply) subject.reply(reply);
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#box.addEventListener("keydown", (event) => this.#press(event));
    this.#box.addEventListener("input", () => this.#changed());
    this.#box.addEventListener("input", () => this.#box.value.includes("@") && this.#loadCompletion().catch(console.warn));
    // Otherwise a pressed button would take the focus, which closes the keyboard of a phone.
    this.#form.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    addEventListener("keydown", (event) => startsTyping(event) && this.#box.focus());
  }

  #press(event) {
    if (this.#completion?.takesKey(event)) return;
    if (sends(event, isTouch() || isInCode(this.#box))) this.#submit(event);
    else if (isEscape(event) && this.#subject?.leave()) event.preventDefault();
    else if (editsLastMessage(event, this.#box.value) && this.#store.state.epoch !== null) this.#editLast(event);
  }

  #submit(event) {
    event.preventDefault();
    if (event.repeat || this.#subject?.isTooSoon(event)) return;
    const text = trimmed(this.#box.value);
    if (lengthOf(text) > this.#limit) return;
    if (this.#subject?.isEdit) return this.#subject.sendEdit(text);
    if (text === "" || this.#holdsBack(text)) return;
    this.#clear(); // before the command runs, because it may move the focus
    const command = commandIn(text);
    if (command === null) this.#send(text);
    else this.#commands[command.name](command, () => this.takeBack({ text }));
  }

  // Returns whether the text is held back, and if so, shows why. A text that mentions everybody too soon after the person's last such
  // message is held back until it may be sent. A text that looks like a command but is none is held back once, because it is seldom meant
  // for everybody.
  #holdsBack(text) {
    const wrong = text === this.#heldBack ? null : wrongCommandIn(text);
    const reason = this.reasonToWait(text) ?? (wrong && words(wrong.reason, wrong));
    if (reason === null) return false;
    this.#heldBack = text;
    this.#hint.textContent = reason;
    return true;
  }

  // Sends each part as a message. Runs no command, also if a part begins like one.
  #sendParts(parts) {
    if (this.#holdsBack(this.#box.value)) return;
    this.#clear();
    for (const text of parts) this.#send(text);
  }

  #send(text) {
    this.#outbox.add({ text, ...(this.#subject?.takeReply() ?? this.#takeStoredReply()) });
  }

  #takeStoredReply() {
    const { edit, reply, epoch } = this.#stored;
    this.#stored = { edit, epoch };
    return reply && { reply, epoch };
  }

  #editLast(event) {
    event.preventDefault(); // the key would move the caret in the text that is edited
    this.#notice.unlessMissing(async () => (await this.#subjectHere()).editLast());
  }

  // Puts the text that was typed in the room earlier back into the box, above what the person has typed since. Some browsers restore the
  // text of the box by themselves: then it is not inserted again.
  async #restore(left) {
    const texts = this.#texts;
    const stored = left ?? texts.restore();
    this.#takeOver(stored.text === this.#box.value ? { ...stored, text: "" } : stored);
    if (this.#box.value !== "" || stored.edit) return;
    const found = await texts.findAbandoned(() => this.#box.value === "" && this.#texts === texts);
    if (found) this.#takeOver(found);
  }

  #takeOver({ text, ...stored }) {
    this.#stored = stored;
    this.#prepend(text);
    this.#restored = this.#box.value;
    if (this.#subject) this.#subject.resume(this.#takeStored());
    else if (stored.edit || stored.reply) this.loadSubject().catch(console.warn); // shows the edit or reply
  }

  #takeStored() {
    const stored = this.#stored;
    this.#stored = {};
    return stored;
  }

  #loadCompletion = lazily(async () => {
    const { Completion, loadLater } = await import("./completion.js");
    await loadLater();
    this.#completion = new Completion({ box: this.#box, list: this.#form.querySelector(".completions"), store: this.#store });
    this.#completion.look();
    return this.#completion;
  });

  #clear() {
    this.#fill("");
    this.focus();
  }

  #prepend(text) {
    this.#fill([text, this.#box.value].filter(Boolean).join("\n\n"));
  }

  #fill(text) {
    this.#size.expect(text.length);
    this.#box.value = text;
    this.#changed();
  }

  #changed() {
    this.#heldBack = this.#hint.textContent = "";
    this.#texts.write(this.#typed);
    this.#drawBox();
    this.typed(this.#subject?.isEdit ? "" : this.#box.value);
  }

  get #typed() {
    return { ...this.#stored, text: this.#box.value, ...this.#subject?.typed };
  }

  #maxLength = () => MAX_PARTS * this.#limit;

  #drawBox() {
    this.#size.grow();
    this.#counter.draw(this.#box.value, this.#limit, !this.#subject?.isEdit);
  }
}

// Whether the caret is in a code block that is not closed: there Enter begins a new line.
const isInCode = ({ value, selectionStart }) =>
  value.includes("```") && endsInCode(value) && endsInCode(value.slice(0, selectionStart));
