// That somebody types: told to the room now and then, and shown as long as it is news.

import { listed, words } from "../browser/language.js";
import { isSaid } from "../text/commands.js";

const TOLD_EACH_MS = 3_000;
const NEWS_FOR_MS = 6_000; // two tellings, so that one that is late does not make it blink

export class Typing {
  #place; #send; #act;
  #isWanted = true;
  #toldAt = -Infinity;
  #shown = new Map(); // each person as they were last told of → the timer that lets them be

  constructor({ place, send, act }) {
    this.#place = place;
    this.#send = send;
    this.#act = act;
  }

  wrote(text) {
    if (text === "") this.#toldAt = -Infinity; // said: the next words are news
    if (!this.#isWanted || !isSaid(text) || Date.now() - this.#toldAt < TOLD_EACH_MS) return;
    if (this.#send({ type: "typing" })) this.#toldAt = Date.now();
  }

  update({ typing, settings }) {
    this.#isWanted = settings.typing;
    const people = settings.typing ? typing : [];
    const sentence = people.length > 0 ? sentenceOf(people) : "";
    if (this.#place.textContent !== sentence) this.#place.textContent = sentence;
  }

  // Apart from drawing, since a tab out of sight forgets as well.
  watch({ typing }) {
    for (const [person, timer] of this.#shown) if (!typing.includes(person)) this.#forget(person, timer);
    for (const person of typing) if (!this.#shown.has(person)) this.#shown.set(person, this.#untilSilent(person));
  }

  #untilSilent = ({ id }) => setTimeout(() => this.#act({ type: "silent", id }), NEWS_FOR_MS);

  #forget(person, timer) {
    clearTimeout(timer);
    this.#shown.delete(person);
  }
}

export const sentenceOf = (people) => words("typing", { count: people.length, names: listed(people.map(({ name }) => name)) });
