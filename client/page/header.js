// Draws the header of the page: the room, and the button that copies the room's address; names the tab after the room; and greets
// the person once.

import { writeNamed } from "../browser/language.js";

const app = document.title;

// The title of a tab of the room, without what is unread, which rooms/unread-signs.js adds.
export const titleOf = (room) => `${room} · ${app}`;

export class Header {
  #room; #greeting; #greeted;

  // `address()` returns the address of the room. `greeting` is the element above the text box; the style sheet hides it after 10 s.
  constructor({ root, greeting, address, copyBy }) {
    this.#greeting = greeting;
    this.#room = root.querySelector(".room");
    root.querySelector(".share").addEventListener("click", ({ currentTarget }) => copyBy(currentTarget, address()));
  }

  draw(state) {
    if (this.#room.textContent !== state.room) {
      this.#room.textContent = state.room;
      document.title = titleOf(state.room);
    }
    // The server greets in English, so the page words the greeting itself.
    const { name } = state.you;
    if (state.greeting !== "" && this.#greeted !== (this.#greeted = name)) writeNamed(this.#greeting, "welcome", name);
  }
}
