// Completes @names in the box: a list of people to choose from by key, pointer or screen reader.

import { isComposing, isPlain } from "../browser/keys.js";
import { copyOf, drawFace } from "../browser/templates.js";
import { hueOf, initialsOf, sharedNames, tagOf } from "../people/avatar.js";
import { begunAt, offered } from "../text/mentions.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

// The box stays a text box, since a <textarea> may not take the role of a combobox; it names the chosen option all the same.
export class Completion {
  #box; #list;
  #state = null;
  #people = [];
  #word = null; // the one the list was shown for
  #chosen = 0;
  #refused = -1; // the @ somebody closed the list at

  constructor({ box, list }) {
    this.#box = box;
    this.#list = list;
    for (const name of ["input", "click"]) box.addEventListener(name, () => this.look());
    box.addEventListener("keyup", () => this.#isElsewhere() && this.look());
    box.addEventListener("blur", () => this.#show([]));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // or the box loses the focus
    list.addEventListener("click", ({ target }) => this.#take(this.#people[[...list.children].indexOf(target.closest("li"))]));
  }

  update(state) {
    this.#state = state;
    this.#leave();
  }

  // Says whether the key was for the list.
  takes(event) {
    this.#leave();
    const isTaken = this.#people.length > 0 && isPlain(event) && !isComposing(event) && this.#press(event.key);
    if (isTaken) event.preventDefault();
    return isTaken;
  }

  #press(key) {
    if (key in STEPS) this.#choose((this.#chosen + STEPS[key] + this.#people.length) % this.#people.length);
    else if (key === "Enter" || key === "Tab") this.#take(this.#people[this.#chosen]);
    else if (key === "Escape") this.#refuse();
    else return false;
    return true;
  }

  #begun() {
    const { value, selectionStart, selectionEnd } = this.#box;
    return selectionStart === selectionEnd ? begunAt(value, selectionStart) : null;
  }

  // What was sent is gone from the box, though nobody typed that; what is selected is meant as it is.
  #leave() {
    if (this.#people.length > 0 && this.#isElsewhere()) this.#show([]);
  }

  #isElsewhere() {
    const begun = this.#begun();
    return begun?.start !== this.#word?.start || begun?.typed !== this.#word?.typed;
  }

  look() {
    const begun = this.#begun();
    this.#word = begun;
    if (begun?.start !== this.#refused) this.#refused = -1;
    this.#show(begun && this.#state && this.#refused < 0 ? offered(this.#state, begun.typed) : []);
  }

  #refuse() {
    this.#refused = this.#begun()?.start ?? -1;
    this.#show([]);
  }

  #show(people) {
    this.#people = people;
    const shared = sharedNames(people);
    this.#list.replaceChildren(...people.map((person, index) => optionOf(person, index, shared)));
    this.#list.hidden = people.length === 0;
    if (people.length > 0) this.#choose(0);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #choose(index) {
    this.#chosen = index;
    [...this.#list.children].forEach((option, at) => option.setAttribute("aria-selected", at === index));
    this.#list.children[index].scrollIntoView({ block: "nearest" });
    this.#box.setAttribute("aria-activedescendant", this.#list.children[index].id);
  }

  #take(person) {
    const begun = this.#begun();
    if (!begun || !person) return this.#show([]);
    this.#box.setSelectionRange(begun.start, this.#box.selectionStart);
    write(this.#box, `@${person.name} `);
  }
}

function optionOf({ id, name }, index, shared) {
  const option = copyOf("offer");
  option.id = `offer-${index}`;
  option.querySelector(".who").textContent = name;
  option.querySelector(".tag").textContent = shared.has(name.toLowerCase()) ? tagOf(id) : "";
  drawFace(option.querySelector(".face"), hueOf(id), initialsOf(name));
  return option;
}

// As if it were typed, so that it can be undone; setRangeText could not be.
function write(box, text) {
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input"));
}
