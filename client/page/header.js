// Draws the header of the page and the title of its tab: room, greeting, and the button that copies the room's address.

import { language, number, words } from "../browser/language.js";
import { copyBy } from "./copy-button.js";

const app = document.title;

export class Header {
  #greeting;

  constructor({ root, room, address }) {
    this.#greeting = root.querySelector(".greeting");
    root.querySelector(".room").textContent = room;
    root.querySelector(".share").addEventListener("click", ({ currentTarget }) => copyBy(currentTarget, address));
  }

  draw(state) {
    this.#greeting.textContent = greetingOf(state);
    document.title = `${state.missed.count > 0 ? `(${number(state.missed.count)}) ` : ""}${state.room} · ${app}`;
  }
}

// The greeting. The server greets in English, so the page words it itself in other languages.
const greetingOf = ({ greeting, you }) =>
  language === "en" || greeting === "" ? greeting : words("welcome", { name: you.name });
