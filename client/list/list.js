// The list of messages: creates an element for each row, finds it again by the row's key, and draws it only if the row changed.

import { listOf, words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";
import { drawMessage } from "./message.js";
import { rows } from "./rows.js";
import { nameOfDay } from "./time.js";

export class List {
  #element; #missing; #scroll;
  #drawn = new Map(); // key → { row, item }

  // `missing` is the element that says that a message is not found. `actions` has a function for each name of a button in a row.
  constructor({ element, missing, scroll, actions }) {
    this.#element = element;
    this.#missing = missing;
    this.#scroll = scroll;
    element.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) actions[button.name]?.(button.closest("[data-draft], .timeline > li").dataset, button);
    });
  }

  // The row that an element of the list shows.
  rowOf(item) {
    return [...this.#drawn.values()].find((drawn) => drawn.item === item).row;
  }

  draw(state) {
    const anchor = this.#scroll.anchor();
    this.#drawRows(rows(state));
    this.#scroll.adjust(state, anchor);
    this.#missing.textContent = state.target?.isMissing && !state.target.isUnreached ? words("message not found", { seq: state.target.seq }) : "";
  }

  #drawRows(rows) {
    this.#removeAllBut(new Set(rows.map(({ key }) => key)));
    let next = this.#element.firstElementChild;
    for (const row of rows) {
      const item = this.#itemOf(row);
      if (item === next) next = next.nextElementSibling;
      else this.#element.insertBefore(item, next);
    }
  }

  #removeAllBut(keys) {
    for (const [key, { item }] of this.#drawn) {
      if (keys.has(key)) continue;
      item.remove();
      this.#drawn.delete(key);
    }
  }

  #itemOf(row) {
    const drawn = this.#drawn.get(row.key) ?? { item: copyOf(row.kind) };
    if (!isSame(drawn.row, row)) DRAW[row.kind](drawn.item, row);
    this.#drawn.set(row.key, { row, item: drawn.item });
    return drawn.item;
  }
}

// Whether a row is as it was drawn. The name of a day depends on today, so a day is always drawn again.
const isSame = (before, row) =>
  before !== undefined && row.kind !== "day" && Object.keys(row).every((key) => before[key] === row[key]);

const DRAW = {
  message: drawMessage,
  changes: (item, row) => (item.firstElementChild.textContent = changesIn(row).join(" · ")),
  day: (item, { day }) => (item.firstElementChild.textContent = nameOfDay(day)),
  beginning(item, { earlier, isEmpty }) {
    item.dataset.earlier = earlier;
    item.classList.toggle("empty", isEmpty);
  },
  unread() {},
  end: (item, { later }) => (item.dataset.later = later),
};

// The sentences about changes. A person joins, is renamed and leaves in this order.
const changesIn = ({ joined, left, renamed, topics }) => [
  ...moves("joined", joined),
  ...renamed.map(({ was, name }) => words("renamed", { was, name })),
  ...moves("left", left),
  ...topics.map(({ from, text }) => words(text === "" ? "topic removed" : "topic set", { name: from.name, topic: text })),
];

const moves = (key, people) =>
  people.length === 0 ? [] : [words(key, { count: people.length, names: listOf(people.map(({ name }) => name)) })];
