// Draws the panel of people in the room: this person first, then the others by name, and their number.

import { locale, number, words } from "../browser/language.js";
import { copyOf, drawAvatar } from "../browser/templates.js";
import { hueOf, initialsOf, sharedNamesIn, tagOf } from "./avatar.js";

const byName = new Intl.Collator(locale);

export class PeoplePanel {
  choose = inList; // choose(state) returns whom to show, as inList does; filter.js replaces it
  #panel; #opener;
  #drawn = {};

  constructor(panel, opener) {
    this.#panel = panel;
    this.#opener = opener;
  }

  draw(state) {
    const { people, count, you, epoch, isCopy, outage } = state;
    const shared = sharedNamesIn(state);
    const now = { people, count, you, choose: this.choose, shared: [...shared].join() };
    if (((epoch === null || isCopy) && outage === null) || Object.keys(now).every((key) => this.#drawn[key] === now[key])) return;
    this.#drawn = now;
    const { shown, left } = this.choose(state);
    for (const part of [this.#panel, this.#opener]) part.querySelector(".count").textContent = count > 0 ? number(count) : "";
    this.#panel.querySelector("ul").replaceChildren(...shown.map((person) => itemOf(person, you, shared)));
    this.#drawUnlisted(left);
  }

  // The number of people who are not in the list: at first the server lists only some people of a large room.
  #drawUnlisted(count) {
    const element = this.#panel.querySelector(".unlisted");
    element.hidden = count <= 0;
    element.textContent = words("and more", { count });
  }
}

// The people in the order of the list, and how many are in the room but not in the list.
export function inList({ people, count, you }) {
  const shown = [you, ...people.filter(({ id }) => id !== you.id).sort((one, other) => byName.compare(one.name, other.name))];
  return { shown, left: count - shown.length };
}

function itemOf({ id, name }, you, shared) {
  const item = copyOf("person");
  item.dataset.person = id;
  item.classList.toggle("you", id === you.id);
  item.querySelector(".person").textContent = name;
  item.querySelector(".tag").textContent = shared.has(name.toLowerCase()) ? tagOf(id) : "";
  drawAvatar(item.querySelector(".avatar"), hueOf(id), initialsOf(name));
  return item;
}
