// Draws the header of the page and the title of its tab: room, and the button that copies the room's address.

import { number } from "../browser/language.js";
import { copyBy } from "./copy-button.js";

const app = document.title;

export class Header {
  #room;

  // `address()` returns that of the room.
  constructor({ root, address }) {
    this.#room = root.querySelector(".room");
    root.querySelector(".share").addEventListener("click", ({ currentTarget }) => copyBy(currentTarget, address()));
  }

  draw(state) {
    this.#room.textContent = state.room;
    document.title = `${state.missed.count > 0 ? `(${number(state.missed.count)}) ` : ""}${state.room} · ${app}`;
  }
}
