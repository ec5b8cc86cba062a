// The box: what is typed stays until it is sent, Enter sends where there is a keyboard, and nothing is ever cut.

import { recalls, sends, startsTyping } from "../browser/keys.js";
import { lengthOf, trimmed } from "../text/normalize.js";
import { Measure } from "./counter.js";
import { Boxes } from "./text-storage.js";

export class Composer {
  #form; #box; #boxes; #limit; #ask; #typed; #measure;
  #completion = null; // comes with the first @
  #state = null;
  #last = "";

  // `ask` gets a text that is sent, `say` each part of one that was too long, `typed` what stands in the box after each key.
  constructor({ form, room, limit, keeper, ask, say, typed }) {
    this.#form = form;
    this.#box = form.elements.text;
    this.#boxes = new Boxes({ room, keeper });
    this.#limit = limit;
    this.#ask = ask;
    this.#typed = typed;
    this.#measure = new Measure({ form, send: (parts) => this.#send(parts, say) });
    this.#listen();
    this.#restore();
  }

  update(state) {
    this.#last = lastSaid(state);
    this.#state = state;
    this.#completion?.update(state);
    if (this.#limit === state.limits.text) return;
    this.#limit = state.limits.text;
    this.#draw();
  }

  // Not on touch: a keyboard that jumps up unasked hides half of the room.
  focus() {
    if (!isTouch()) this.#box.focus();
  }

  // Before what stands there already, which is not lost either.
  takeBack(text) {
    this.#add(text);
    this.#box.focus();
  }

  #add(text) {
    this.#fill([text, this.#box.value].filter(Boolean).join("\n\n"));
  }

  // Whoever was quick has typed already, and some browsers bring the text back by themselves.
  async #restore() {
    const kept = this.#boxes.restore();
    this.#add(kept === this.#box.value ? "" : kept);
    if (this.#box.value !== "") return;
    const sought = await this.#boxes.seek(() => this.#box.value === "");
    if (sought) this.#add(sought);
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#box.addEventListener("keydown", (event) => this.#press(event));
    this.#box.addEventListener("input", () => this.#changed());
    this.#box.addEventListener("input", () => this.#box.value.includes("@") && this.#complete());
    // A button takes the focus when pressed, and on a phone that closes the keyboard.
    this.#form.querySelector("[type=submit]").addEventListener("mousedown", (event) => event.preventDefault());
    addEventListener("resize", () => this.#grow());
    addEventListener("keydown", (event) => startsTyping(event) && this.#box.focus());
  }

  #press(event) {
    if (this.#completion?.takes(event)) return;
    if (sends(event, isTouch())) this.#submit(event);
    else if (recalls(event, this.#box.value) && this.#last !== "") {
      event.preventDefault();
      this.#fill(this.#last);
    }
  }

  async #complete() {
    if (this.#completion) return;
    const loaded = await import("./completion.js").catch(() => null); // without a line there is no help this time
    if (loaded === null) return;
    this.#completion ??= new loaded.Completion({ box: this.#box, list: this.#form.querySelector(".offers") });
    this.#completion.update(this.#state);
    this.#completion.look();
  }

  #submit(event) {
    event.preventDefault();
    const text = trimmed(this.#box.value);
    if (text.trim() === "" || lengthOf(text) > this.#limit) return;
    this.#send([text], this.#ask);
  }

  // Emptied first: a command may take the focus elsewhere.
  #send(texts, act) {
    this.#fill("");
    this.focus();
    for (const text of texts) act(text);
  }

  #fill(text) {
    this.#box.value = text;
    this.#changed();
  }

  #changed() {
    this.#boxes.keep(this.#box.value);
    this.#draw();
    this.#typed(this.#box.value);
  }

  #draw() {
    this.#grow();
    this.#measure.draw(this.#box.value, this.#limit);
  }

  // The style sheet sets how far it may grow.
  #grow() {
    this.#box.style.blockSize = "auto";
    this.#box.style.blockSize = `${this.#box.scrollHeight}px`;
  }
}

const isTouch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

export const lastSaid = ({ messages, drafts, you }) =>
  (drafts.at(-1) ?? messages.findLast(({ from }) => from.id === you.id))?.text ?? "";
