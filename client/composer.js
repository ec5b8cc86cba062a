// The box: what is typed stays until it is sent, Enter sends where there is a keyboard, and nothing is ever cut.

import { words } from "./language.js";
import * as storage from "./storage.js";
import { lengthOf, trimmed } from "./text.js";

const COUNTED_FROM = 0.9; // of the limit; before that a count only distracts
const IN_COMPOSITION = 229; // Safari ends a composition before its Enter arrives; this key code is the only sign left

export class Composer {
  #form; #box; #counter; #key; #limit; #say;

  constructor({ form, room, limit, say }) {
    this.#form = form;
    this.#box = form.elements.text;
    this.#counter = form.querySelector(".counter");
    this.#key = `text.${room}`;
    this.#limit = limit;
    this.#say = say;
    this.#listen();
    this.#restore();
  }

  update({ limits }) {
    if (this.#limit === limits.text) return;
    this.#limit = limits.text;
    this.#drawLength();
  }

  // Not on touch: a keyboard that jumps up unasked hides half of the room.
  focus() {
    if (!isTouch()) this.#box.focus();
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#box.addEventListener("keydown", (event) => sends(event) && this.#submit(event));
    this.#box.addEventListener("input", () => this.#typed());
    // A button takes the focus when pressed, and on a phone that closes the keyboard.
    this.#form.querySelector("[type=submit]").addEventListener("mousedown", (event) => event.preventDefault());
    addEventListener("pagehide", () => this.#box.value && this.#keep());
    addEventListener("keydown", (event) => startsTyping(event) && this.#box.focus());
  }

  #submit(event) {
    event.preventDefault();
    const text = trimmed(this.#box.value);
    if (text.trim() === "" || lengthOf(text) > this.#limit) return;
    this.#say(text);
    this.#box.value = "";
    this.#typed();
    this.focus();
  }

  #restore() {
    this.#box.value ||= storage.read(this.#key) ?? "";
    this.#grow();
    this.#drawLength();
  }

  #typed() {
    this.#keep();
    this.#grow();
    this.#drawLength();
  }

  #keep() {
    if (this.#box.value) storage.write(this.#key, this.#box.value);
    else storage.remove(this.#key);
  }

  // The style sheet sets how far it may grow.
  #grow() {
    this.#box.style.blockSize = "auto";
    this.#box.style.blockSize = `${this.#box.scrollHeight}px`;
  }

  #drawLength() {
    const length = lengthOf(trimmed(this.#box.value));
    const left = this.#limit - length;
    this.#form.classList.toggle("full", left < 0);
    this.#form.classList.toggle("filled", length > 0);
    this.#counter.textContent = left > this.#limit * (1 - COUNTED_FROM) ? "" : countOf(left);
  }
}

const countOf = (left) =>
  left < 0 ? words("too many", { count: -left }) : words("left", { count: left });

const isTouch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

function sends(event) {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === IN_COMPOSITION) return false;
  return event.ctrlKey || event.metaKey || !(event.shiftKey || event.altKey || isTouch());
}

// Who types without having chosen a field means the box.
const startsTyping = ({ key, ctrlKey, metaKey, altKey, target }) =>
  key?.length === 1 && key !== " " && !(ctrlKey || metaKey || altKey) && !target.closest?.("input, textarea, button");
