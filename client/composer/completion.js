// Completes @names in the text box: shows a list of people, to choose from by key, pointer or screen reader.

import { insert } from "../browser/insert.js";
import { hasNoModifier, isComposing } from "../browser/keyboard.js";
import { words } from "../browser/language.js";
import { copyOf, drawAvatar } from "../browser/templates.js";
import { hueOf, initialsOf, sharedNames, tagOf } from "../people/avatar.js";
import { mentionOf } from "../text/mentions.js";
import { mentionAt, suggestions } from "../text/suggestions.js";

export { loadLater } from "../browser/load-later.js"; // loads the template, styles and words of the list

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

// A <textarea> may not have the role combobox, so the text box only has the attribute aria-activedescendant.
export class Completion {
  #box; #list; #store;
  #people = [];
  #shownFor = null; // the mention for which the list is shown
  #chosen = 0;
  #dismissed = -1; // index of the @ for which the person closed the list

  constructor({ box, list, store }) {
    this.#box = box;
    this.#list = list;
    this.#store = store;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words("people to mention"));
    for (const name of ["input", "click"]) box.addEventListener(name, () => this.look());
    box.addEventListener("keyup", () => this.#isElsewhere() && this.look());
    box.addEventListener("blur", () => this.#show([]));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the text box keeps the focus
    list.addEventListener("click", ({ target }) => this.#take(this.#people[[...list.children].indexOf(target.closest("li"))]));
  }

  // Shows the people whose names could complete the mention at the caret.
  look() {
    const mention = this.#mentionAtCaret();
    this.#shownFor = mention;
    if (mention?.start !== this.#dismissed) this.#dismissed = -1;
    this.#show(mention && this.#dismissed < 0 ? suggestions(this.#store.state, mention.typed) : []);
  }

  // Closes the list if the caret has left the mention, or text is selected. Called at each drawing, because sending the text causes no
  // "input" event.
  closeIfElsewhere() {
    if (this.#people.length > 0 && this.#isElsewhere()) this.#show([]);
  }

  // Handles the key if it is meant for the list, and returns whether it is.
  takesKey(event) {
    this.closeIfElsewhere();
    const isTaken = this.#people.length > 0 && hasNoModifier(event) && !isComposing(event) && this.#press(event.key);
    if (isTaken) event.preventDefault();
    return isTaken;
  }

  #press(key) {
    if (key in STEPS) this.#choose((this.#chosen + STEPS[key] + this.#people.length) % this.#people.length);
    else if (key === "Enter" || key === "Tab") this.#take(this.#people[this.#chosen]);
    else if (key === "Escape") this.#dismiss();
    else return false;
    return true;
  }

  #mentionAtCaret() {
    const { value, selectionStart, selectionEnd } = this.#box;
    return selectionStart === selectionEnd ? mentionAt(value, selectionStart) : null;
  }

  #isElsewhere() {
    const mention = this.#mentionAtCaret();
    return mention?.start !== this.#shownFor?.start || mention?.typed !== this.#shownFor?.typed;
  }

  #dismiss() {
    this.#dismissed = this.#mentionAtCaret()?.start ?? -1;
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
    const mention = this.#mentionAtCaret();
    if (!mention || !person) return this.#show([]);
    this.#box.setSelectionRange(mention.start, this.#box.selectionStart);
    insert(this.#box, `${mentionOf(person.name)} `);
  }
}

function optionOf({ id, name }, index, shared) {
  const option = copyOf("completion");
  const isEverybody = id === null;
  option.id = `completion-${index}`;
  option.querySelector(".person").textContent = name;
  option.querySelector(".tag").textContent = isEverybody ? words("everybody") : shared.has(name.toLowerCase()) ? tagOf(id) : "";
  drawAvatar(option.querySelector(".avatar"), isEverybody ? 0 : hueOf(id), isEverybody ? "@" : initialsOf(name));
  return option;
}
