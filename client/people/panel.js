// Who is here: ourselves first, then the others by name, and how many they are in all.

import { locale, words } from "../browser/language.js";
import { copyOf, drawFace } from "../browser/templates.js";
import { hueOf, initialsOf, namesakes, tagOf } from "./avatar.js";

const byName = new Intl.Collator(locale);

export class People {
  #panel; #opener;
  #drawn = {};

  constructor(panel, opener) {
    this.#panel = panel;
    this.#opener = opener;
    // On a wide page the panel is a part of it; it must not stay on top as what it was on a narrow one.
    matchMedia("(min-width: 56rem)").addEventListener("change", () => panel.hidePopover());
  }

  update(state) {
    const { people, count, you, epoch } = state;
    const shared = namesakes(state);
    if (epoch === null || this.#isDrawn({ people, count, you, shared: [...shared].join() })) return;
    this.#drawn = { people, count, you, shared: [...shared].join() };
    const shown = [you, ...people.filter(({ id }) => id !== you.id).sort(inOrder)];
    this.#panel.querySelector(".count").textContent = count;
    this.#opener.querySelector(".tally").textContent = count;
    this.#panel.querySelector("ul").replaceChildren(...shown.map((person) => itemOf(person, you, shared)));
    this.#drawRest(count - shown.length);
  }

  #isDrawn = (now) => Object.keys(now).every((key) => this.#drawn[key] === now[key]);

  #drawRest(unlisted) {
    const rest = this.#panel.querySelector(".rest");
    rest.hidden = unlisted <= 0;
    rest.textContent = words("and more", { count: unlisted });
  }
}

const inOrder = (one, other) => byName.compare(one.name, other.name);

function itemOf({ id, name }, you, shared) {
  const item = copyOf("person");
  item.dataset.person = id;
  item.classList.toggle("you", id === you.id);
  item.querySelector(".who").textContent = name;
  item.querySelector(".tag").textContent = shared.has(name.toLowerCase()) ? tagOf(id) : "";
  drawFace(item.querySelector(".face"), hueOf(id), initialsOf(name));
  return item;
}
