// Draws the header of the page and the title of its tab: room, and the button that copies the room's address.

import { number } from "../browser/language.js";
import { copyBy } from "./copy-button.js";

const app = document.title;

export class Header {
  constructor({ root, room, address }) {
    root.querySelector(".room").textContent = room;
    root.querySelector(".share").addEventListener("click", ({ currentTarget }) => copyBy(currentTarget, address));
  }

  draw(state) {
    document.title = `${state.missed.count > 0 ? `(${number(state.missed.count)}) ` : ""}${state.room} · ${app}`;
  }
}
