// Draws the header of the page and the title of its tab: room, and the button that copies the room's address; and
// greets the person once.

import { language, number, words } from "../browser/language.js";
import { copyBy } from "./copy-button.js";

const app = document.title;

export class Header {
  #room; #greeting;

  // `address()` returns that of the room. `greeting` is above the text box, from where the greeting disappears by itself.
  constructor({ root, greeting, address }) {
    this.#greeting = greeting;
    this.#room = root.querySelector(".room");
    root.querySelector(".share").addEventListener("click", ({ currentTarget }) => copyBy(currentTarget, address()));
  }

  draw(state) {
    this.#room.textContent = state.room;
    if (this.#greeting.textContent === "") this.#greeting.textContent = greetingOf(state);
    document.title = `${state.missed.count > 0 ? `(${number(state.missed.count)}) ` : ""}${state.room} · ${app}`;
  }
}

// The server greets in English, so the page words the greeting itself in other languages.
const greetingOf = ({ greeting, you }) =>
  language === "en" || greeting === "" ? greeting : words("welcome", { name: you.name });
