// Changes this person's name in a field: Enter or leaving the field confirms, Escape cancels, and a refused name stays in the field.

import { isEscape } from "../browser/keyboard.js";
import { lazily } from "../browser/lazy-load.js";
import { wellFormed } from "../text/normalize.js";
import { storeName } from "./own-name.js";

export class Rename {
  #button; #label; #form; #field; #error; #store; #socket;
  #refused = null; // called if the server refuses the name that was sent
  #reasonOf = () => ""; // "" until loadReasons has loaded it
  #stored = "";

  constructor({ root, store, socket }) {
    this.#button = root.querySelector(".name");
    this.#label = root.querySelector(".name bdi");
    this.#form = root.querySelector(".rename");
    this.#field = this.#form.elements.name;
    this.#error = root.querySelector(".name-error");
    this.#store = store;
    this.#socket = socket;
    this.#listen();
  }

  // Loads the module that says why a name was refused.
  loadReasons = lazily(async () => {
    this.#reasonOf = await (await import("./name-refusal.js")).loadReasons(this.#store, this.#socket);
    this.#store.requestDraw();
  });

  draw({ you, rename, limits }) {
    this.#label.textContent = you.name;
    const reason = rename?.refusal ? this.#reasonOf(rename, limits.name) : "";
    if (this.#error.textContent !== reason) this.#error.textContent = reason; // a screen reader reads out each change
    if (rename?.refusal) this.#refused?.();
    if (!rename?.previous) this.#refused = null;
    if (you.id && !rename?.previous) this.#storeName(you.name); // the server may have normalised the name
  }

  // Runs the command /name: sends the name, or opens the field if the command has no name. `refused` is called if the server
  // refuses the name.
  run(name, refused) {
    if (name === "") this.#edit();
    else this.#send(name, refused);
  }

  #listen() {
    this.#button.addEventListener("click", () => this.#edit());
    this.#field.addEventListener("keydown", (event) => isEscape(event) && this.#close());
    this.#field.addEventListener("blur", () => this.#leave());
    addEventListener("input", () => this.#dismissReason());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#confirm();
      this.#button.focus();
    });
  }

  #edit() {
    this.#field.value = this.#label.textContent;
    this.#show(true);
    this.#field.select();
  }

  // Opens the field with the name that was refused. Does not move the focus if the person has moved it elsewhere.
  #editAgain(name) {
    if (!this.#form.hidden) return;
    const isFocusFree = [document.body, this.#button].includes(document.activeElement);
    this.#field.value = name;
    this.#show(true);
    if (isFocusFree) this.#field.select();
  }

  #close() {
    this.#show(false);
    this.#button.focus();
    this.#dismissReason();
  }

  // Confirms the name, unless it is the refused name: a person who leaves it unchanged gives it up.
  #leave() {
    if (normalized(this.#field.value) !== this.#store.state.rename?.requested) this.#confirm();
    else if (!this.#form.hidden) this.#show(false);
  }

  // Sends the name in the field. Hiding the field blurs it, which calls this again: the second call does nothing.
  #confirm() {
    if (this.#form.hidden) return;
    this.#show(false);
    const name = this.#field.value;
    this.#send(name, () => this.#editAgain(name));
  }

  #dismissReason() {
    if (this.#store.state.rename?.refusal) this.#store.apply({ type: "refusalRead" });
  }

  // Sends a name. Refuses a name that is too long before it is sent, so that this works without a connection, too.
  #send(typed, refused) {
    const name = normalized(typed);
    if (name === "" || name === this.#label.textContent) return;
    this.#refused = refused;
    this.#storeName(name);
    this.#store.apply({ type: "name", name });
    const isTooLong = [...name].length > this.#store.state.limits.name;
    if (isTooLong) this.#store.apply({ type: "refused", code: "bad_name" });
    else this.#socket.send({ type: "name", name });
  }

  #show(isEdited) {
    this.#form.hidden = !isEdited;
    this.#button.hidden = isEdited;
  }

  #storeName(name) {
    if (this.#stored !== name) storeName(name);
    this.#stored = name;
  }
}

const normalized = (typed) => wellFormed(typed).normalize("NFKC").split(/\s+/u).join(" ").trim();
