// Says the greeting once, when the person arrives: above the text box, from where it disappears by itself.

import { language, words } from "../browser/language.js";

export class Greeting {
  #element;

  constructor(element) {
    this.#element = element;
  }

  draw(state) {
    if (this.#element.textContent === "") this.#element.textContent = greetingOf(state);
  }
}

// The server greets in English, so the page words the greeting itself in other languages.
const greetingOf = ({ greeting, you }) =>
  language === "en" || greeting === "" ? greeting : words("welcome", { name: you.name });
