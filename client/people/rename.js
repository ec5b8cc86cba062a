// Our own name, and changing it in place: Enter or leaving the field confirms, Escape lets it be.

import { words } from "../browser/language.js";
import { wellFormed } from "../text/normalize.js";
import { keepName } from "./name.js";

export class Naming {
  #button; #label; #form; #field; #note; #rename;
  #refused = null; // what is to be done if the name that is on its way is refused
  #kept = "";

  constructor({ root, rename }) {
    this.#button = root.querySelector(".name");
    this.#label = root.querySelector(".name bdi");
    this.#form = root.querySelector(".naming");
    this.#field = this.#form.elements.name;
    this.#note = root.querySelector(".name-note");
    this.#rename = rename;
    this.#listen();
  }

  update({ you, naming, limits }) {
    this.#label.textContent = you.name;
    const reason = naming?.refused ? reasonOf(naming, limits.name) : "";
    if (this.#note.textContent !== reason) this.#note.textContent = reason; // read out once, not at every drawing
    if (naming?.refused) this.#refused?.();
    if (!naming?.was) this.#refused = null;
    if (you.id && !naming?.was) this.#keep(you.name); // what the server made of it, not only what was asked for
  }

  #listen() {
    this.#button.addEventListener("click", () => this.#edit());
    this.#field.addEventListener("keydown", ({ key }) => key === "Escape" && this.#close());
    this.#field.addEventListener("blur", () => this.#confirm());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#confirm();
      this.#button.focus();
    });
  }

  // Asked for in the box: "/name Zoë", or only "/name" to be asked in turn. `refused` is called if it cannot be had.
  become(name, refused) {
    if (name === "") this.#edit();
    else this.#take(name, refused);
  }

  #edit() {
    this.#field.value = this.#label.textContent;
    this.#show(true);
    this.#field.select();
  }

  #close() {
    this.#show(false);
    this.#button.focus();
  }

  // Hiding the field takes the focus from it, which comes here again: by then there is nothing left to confirm.
  #confirm() {
    if (this.#form.hidden) return;
    this.#show(false);
    this.#take(this.#field.value);
  }

  #take(wanted, refused = null) {
    const name = wellFormed(wanted).trim();
    if (name === "" || name === this.#label.textContent) return;
    this.#refused = refused;
    this.#keep(name);
    this.#rename(name);
  }

  #show(isEdited) {
    this.#form.hidden = !isEdited;
    this.#button.hidden = isEdited;
  }

  #keep(name) {
    if (this.#kept !== name) keepName(name);
    this.#kept = name;
  }
}

// The server gives its reason as an English sentence, those of service/text/names.py: a test there holds them equal.
const REASONS = new Map([
  ["A name needs at least one character.", "name empty"],
  ["This name has an invisible character.", "name invisible"],
  ["This name has too many marks on one letter.", "name marks"],
  ["This name is reserved for Hubbub.", "name reserved"],
  ["A word in this name mixes alphabets that look alike. Write each word in one alphabet.", "name mixed"],
]);

export function reasonOf({ refused, reason, wanted }, limit) {
  if (refused === "too_fast") return words("name too fast");
  if ([...wanted.normalize("NFKC")].length > limit) return words("name too long", { limit });
  return words(REASONS.get(reason) ?? "name not available");
}
