// Typing: reports ours at most every three seconds, and shows that of others until they have been silent for six.

import { listOf, words } from "../browser/language.js";
import { isMessage } from "../text/slash-commands.js";

const SEND_EVERY_MS = 3_000;
const SHOWN_MS = 6_000; // two intervals, so that one late frame does not make the line blink

export class Typing {
  #element; #store; #socket;
  #sentAt = -Infinity;
  #timers = new Map(); // person as in the latest frame → timer after which they are silent

  constructor({ element, store, socket }) {
    this.#element = element;
    this.#store = store;
    this.#socket = socket;
    store.subscribe((state) => this.#expire(state));
  }

  typed(text) {
    if (text === "") this.#sentAt = -Infinity; // sent or deleted: the next words are reported at once
    if (!this.#store.state.settings.typing || !isMessage(text) || Date.now() - this.#sentAt < SEND_EVERY_MS) return;
    if (this.#socket.send({ type: "typing" })) this.#sentAt = Date.now();
  }

  draw({ typing, settings }) {
    const people = settings.typing ? typing : [];
    const sentence = people.length > 0 ? sentenceOf(people) : "";
    if (this.#element.textContent !== sentence) this.#element.textContent = sentence;
  }

  // At every change and not only when drawing, which a hidden tab seldom does.
  #expire({ typing }) {
    for (const [person, timer] of this.#timers) if (!typing.includes(person)) this.#forget(person, timer);
    for (const person of typing) if (!this.#timers.has(person)) this.#timers.set(person, this.#silentLater(person));
  }

  #silentLater = ({ id }) => setTimeout(() => this.#store.apply({ type: "silent", id }), SHOWN_MS);

  #forget(person, timer) {
    clearTimeout(timer);
    this.#timers.delete(person);
  }
}

const sentenceOf = (people) => words("typing", { count: people.length, names: listOf(people.map(({ name }) => name)) });
