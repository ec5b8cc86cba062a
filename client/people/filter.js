// Narrows the list of people to those whose names match what is typed, and in a large room shows more people on scrolling.

import { words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";
import { isComposing } from "../browser/keyboard.js";
import { AllPeople } from "./all-people.js";
import { namedBy } from "./name-match.js";
import { inList } from "./panel.js";

const FILTERED_FROM = 12; // people; fewer are found at a glance
const STEP = 200; // people that are drawn at first, and as many more each time the end of the list is reached

export class PeopleFilter {
  allPeople;
  #panel; #list; #people; #store;
  #element = copyOf("people-filter");
  #box = this.#element.querySelector("input");
  #limit = STEP;
  #room = null;

  // `people` draws the list in the element `panel`.
  constructor({ panel, people, store }) {
    this.#panel = panel;
    this.#list = panel.querySelector("ul");
    this.#people = people;
    this.#store = store;
    this.allPeople = new AllPeople({ store, changed: () => this.#narrow() });
    this.#list.before(this.#element);
    this.#listen();
  }

  // Drawn after the list, because it looks whether the list is empty.
  draw({ room, count }) {
    if (this.#room !== room) this.#type("");
    this.#room = room;
    this.#element.hidden = count < FILTERED_FROM && this.#box.value === "";
    this.#element.querySelector("p").textContent = this.#box.value !== "" && this.#list.children.length === 0 ? words("nobody found") : "";
  }

  #listen() {
    this.#box.addEventListener("input", () => this.#typed());
    this.#box.addEventListener("keydown", (event) => event.key === "Enter" && !isComposing(event) && this.#mentionFirst());
    this.#list.addEventListener("click", () => this.#box.value !== "" && this.#type("")); // after the click has mentioned the person
    this.#panel.addEventListener("scroll", () => this.allPeople.load(), { passive: true });
    const atEnd = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.#showMore(), { root: this.#panel });
    atEnd.observe(this.#panel.querySelector(".unlisted"));
  }

  #mentionFirst() {
    if (this.#box.value !== "") this.#list.querySelector("li:not(.you)")?.click();
  }

  #type(text) {
    this.#box.value = text;
    this.#typed();
  }

  #typed() {
    this.#limit = STEP;
    this.#narrow();
    if (this.#box.value !== "") this.allPeople.load();
  }

  #showMore() {
    this.#limit += STEP;
    this.#narrow();
    this.allPeople.load();
  }

  #narrow() {
    const [text, limit] = [this.#box.value, this.#limit];
    const isNamed = namedBy(text);
    this.#people.choose = (state) => {
      const { shown } = inList({ ...state, people: this.allPeople.in(state) });
      const found = shown.filter(({ name }) => isNamed(name));
      return { shown: found.slice(0, limit), left: (text === "" ? state.count : found.length) - Math.min(found.length, limit) };
    };
    this.#store.requestDraw();
  }
}
