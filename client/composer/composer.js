// The text box: stores its text until the text is sent, and sends it by Enter or the button, as a message or a command.

import { isTouch, recallsLastMessage, sends, startsTyping } from "../browser/keyboard.js";
import { words } from "../browser/language.js";
import { endsInCode } from "../text/blocks.js";
import { commandIn, unknownCommandIn } from "../text/slash-commands.js";
import { lengthOf, trimmed } from "../text/normalize.js";
import { LengthCounter, MAX_PARTS } from "./counter.js";
import { connectPasting } from "./pasting.js";
import { TypedTextStorage } from "./typed-text-storage.js";

export class Composer {
  #form; #box; #hint; #store; #outbox; #typing; #commands; #texts; #counter;
  #completion = null; // loaded when the first @ is typed
  #limit = 0;
  #heldBack = ""; // the text that was not sent because it looks like a command that does not exist

  // `commands` has a function for each slash command, by its name.
  constructor({ form, room, store, outbox, typing, storage, commands }) {
    this.#form = form;
    this.#box = form.elements.text;
    this.#hint = form.querySelector(".hint");
    this.#store = store;
    this.#outbox = outbox;
    this.#typing = typing;
    this.#commands = commands;
    this.#texts = new TypedTextStorage({ room, storage, maxLength: () => this.#maxLength });
    this.#limit = store.state.limits.text;
    this.#counter = new LengthCounter({ form, sendParts: (parts) => this.#sendParts(parts) });
    this.#listen();
    this.#restore();
  }

  draw(state) {
    this.#completion?.closeIfElsewhere();
    if (this.#limit === state.limits.text) return;
    this.#limit = state.limits.text;
    this.#drawBox();
  }

  // Focuses the box, but not on a touch screen, where this opens a keyboard that hides half of the messages.
  focus() {
    if (!isTouch()) this.#box.focus();
  }

  // Puts a text that was not sent back into the box, before the text that is there already.
  takeBack(text) {
    this.#prepend(text);
    this.#box.focus();
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#box.addEventListener("keydown", (event) => this.#press(event));
    this.#box.addEventListener("beforeinput", ({ data }) => this.#lay(this.#box.value.length + (data?.length ?? 0)));
    this.#box.addEventListener("input", () => this.#changed());
    this.#box.addEventListener("input", () => this.#box.value.includes("@") && this.#loadCompletion());
    // Otherwise the pressed button would take the focus, which closes the keyboard of a phone.
    this.#form.querySelector("[type=submit]").addEventListener("mousedown", (event) => event.preventDefault());
    connectPasting({
      box: this.#box,
      maxLength: () => this.#maxLength,
      refuse: (key, values) => (this.#hint.textContent = words(key, values)),
    });
    addEventListener("resize", () => this.#grow());
    addEventListener("keydown", (event) => startsTyping(event) && this.#box.focus());
  }

  #press(event) {
    if (this.#completion?.takesKey(event)) return;
    if (sends(event, isTouch() || this.#isInCode())) this.#submit(event);
    else if (recallsLastMessage(event, this.#box.value)) this.#recall(event);
  }

  // Whether the caret is in a code block that is not closed: there Enter begins a new line.
  #isInCode() {
    const { value, selectionStart } = this.#box;
    return value.includes("```") && endsInCode(value) && endsInCode(value.slice(0, selectionStart));
  }

  #submit(event) {
    event.preventDefault();
    const text = trimmed(this.#box.value);
    if (text.trim() === "" || lengthOf(text) > this.#limit || this.#holdsBack(text)) return;
    this.#clear(); // before the command runs, because it may move the focus
    const command = commandIn(text);
    if (command === null) this.#outbox.add({ text });
    else this.#commands[command.name](command, () => this.takeBack(text));
  }

  // Does not send a text that looks like a command that does not exist, which is seldom meant for everybody. The person can send
  // it by sending it again.
  #holdsBack(text) {
    const command = unknownCommandIn(text);
    if (command === null || text === this.#heldBack) return false;
    this.#heldBack = text;
    this.#hint.textContent = words("unknown command", { command });
    return true;
  }

  // Sends each part as a message, also a part that begins like a command.
  #sendParts(parts) {
    this.#clear();
    for (const text of parts) this.#outbox.add({ text });
  }

  #recall(event) {
    const text = lastTextOf(this.#store.state);
    if (text === "") return;
    event.preventDefault();
    this.#fill(text);
  }

  // Puts the stored text into the box, before a text that the person typed meanwhile. Some browsers restore the text by themselves.
  async #restore() {
    const stored = this.#texts.restore();
    this.#prepend(stored === this.#box.value ? "" : stored);
    if (this.#box.value !== "") return;
    const found = await this.#texts.findAbandoned(() => this.#box.value === "");
    if (found) this.#prepend(found);
  }

  async #loadCompletion() {
    if (this.#completion) return;
    const module = await import("./completion.js").catch(() => null); // without a connection there is no completion; the next @ tries again
    if (module === null) return;
    this.#completion ??= new module.Completion({
      box: this.#box,
      list: this.#form.querySelector(".completions"),
      store: this.#store,
    });
    this.#completion.look();
  }

  #clear() {
    this.#fill("");
    this.focus();
  }

  #prepend(text) {
    this.#fill([text, this.#box.value].filter(Boolean).join("\n\n"));
  }

  #fill(text) {
    this.#lay(text.length);
    this.#box.value = text;
    this.#changed();
  }

  #changed() {
    this.#heldBack = this.#hint.textContent = "";
    this.#texts.write(this.#box.value);
    this.#drawBox();
    this.#typing.typed(this.#box.value);
  }

  #drawBox() {
    this.#grow();
    this.#counter.draw(this.#box.value, this.#limit);
  }

  // Makes the box as high as its text, up to the maximum in the style sheet.
  #grow() {
    this.#lay(this.#box.value.length);
    this.#box.style.blockSize = "";
    if (!this.#isLong) this.#box.style.blockSize = `${this.#box.scrollHeight}px`;
  }

  // Called before the box is laid out with a text of this length. A text that is too long for messages gets a faster layout.
  #lay(length) {
    this.#box.classList.toggle("long", length > this.#maxLength);
  }

  get #isLong() {
    return this.#box.classList.contains("long");
  }

  get #maxLength() {
    return MAX_PARTS * this.#limit;
  }
}

const lastTextOf = ({ messages, drafts, you }) =>
  (drafts.at(-1) ?? messages.findLast(({ from }) => from.id === you.id))?.text ?? "";
