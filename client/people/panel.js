// Draws the panel of people in the room: this person first, then the others by name, and their number.

import { locale, number, words } from "../browser/language.js";
import { copyOf, drawAvatar } from "../browser/templates.js";
import { hueOf, initialsOf, sharedNamesIn, tagOf } from "./avatar.js";

const byName = new Intl.Collator(locale);

export class PeoplePanel {
  #panel; #opener;
  #drawn = {};

  constructor(panel, opener) {
    this.#panel = panel;
    this.#opener = opener;
  }

  draw(state) {
    const { people, count, you, epoch } = state;
    const shared = sharedNamesIn(state);
    if (epoch === null || this.#isDrawn({ people, count, you, shared: [...shared].join() })) return;
    this.#drawn = { people, count, you, shared: [...shared].join() };
    const shown = [you, ...people.filter(({ id }) => id !== you.id).sort(inOrder)];
    for (const part of [this.#panel, this.#opener]) part.querySelector(".count").textContent = number(count);
    this.#panel.querySelector("ul").replaceChildren(...shown.map((person) => itemOf(person, you, shared)));
    this.#drawUnlisted(count - shown.length);
  }

  #isDrawn = (now) => Object.keys(now).every((key) => this.#drawn[key] === now[key]);

  // The number of people who are not in the list: the server lists only the first people of a large room.
  #drawUnlisted(count) {
    const element = this.#panel.querySelector(".unlisted");
    element.hidden = count <= 0;
    element.textContent = words("and more", { count });
  }
}

const inOrder = (one, other) => byName.compare(one.name, other.name);

function itemOf({ id, name }, you, shared) {
  const item = copyOf("person");
  item.dataset.person = id;
  item.classList.toggle("you", id === you.id);
  item.querySelector(".person").textContent = name;
  item.querySelector(".tag").textContent = shared.has(name.toLowerCase()) ? tagOf(id) : "";
  drawAvatar(item.querySelector(".avatar"), hueOf(id), initialsOf(name));
  return item;
}
