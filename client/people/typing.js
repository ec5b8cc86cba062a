// The typing indicator: reports that this person types, at most every 3 s, and shows who else typed in the last 6 s.

import { listOf, words } from "../browser/language.js";
import { isMessage } from "../text/slash-commands.js";

const SEND_EVERY_MS = 3_000;
const SHOWN_MS = 6_000; // two intervals, so that the indicator does not blink if a frame is late

export class Typing {
  #element; #store; #socket;
  #sentAt = -Infinity;
  #timers = new Map(); // by person (the object in their latest typing frame): the timer that ends their typing

  constructor({ element, store, socket, composer }) {
    this.#element = element;
    this.#store = store;
    this.#socket = socket;
    composer.typed = (text) => this.#typed(text);
    store.subscribe((state) => this.#expire(state));
    this.#expire(store.state);
  }

  #typed(text) {
    if (text === "") this.#sentAt = -Infinity; // the text was sent or deleted, so the next text is reported at once
    if (!this.#store.state.settings.typing || !isMessage(text) || Date.now() - this.#sentAt < SEND_EVERY_MS) return;
    if (this.#socket.send({ type: "typing" })) this.#sentAt = Date.now();
  }

  draw({ typing, settings }) {
    const people = settings.typing ? typing : [];
    const sentence = people.length > 0 ? sentenceOf(people) : "";
    if (this.#element.textContent !== sentence) this.#element.textContent = sentence;
  }

  // Starts and stops timers. Called at every change of the state and not by `draw`, which a hidden tab calls seldom.
  #expire({ typing }) {
    for (const [person, timer] of this.#timers) if (!typing.includes(person)) this.#forget(person, timer);
    for (const person of typing) if (!this.#timers.has(person)) this.#timers.set(person, this.#stopLater(person));
  }

  #stopLater = ({ id }) => setTimeout(() => this.#store.apply({ type: "stoppedTyping", id }), SHOWN_MS);

  #forget(person, timer) {
    clearTimeout(timer);
    this.#timers.delete(person);
  }
}

const sentenceOf = (people) => words("typing", { count: people.length, names: listOf(people.map(({ name }) => name)) });
