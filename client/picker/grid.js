// The grid of emoji: draws the groups in rows of as many cells as fit, moves the focus by keys, and reports what is picked.

import { direction, words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";
import { inTone } from "./emoji.js";
import { moved, rowsOf } from "./moves.js";

const TITLES = {
  recent: "recent emoji",
  found: "found emoji",
  smileys: "smileys",
  people: "people and gestures",
  nature: "animals and nature",
  food: "food and drink",
  travel: "travel and places",
  activities: "activities",
  objects: "objects",
  symbols: "symbols",
  flags: "flags",
};

export class Grid {
  #element; #actions;
  #groups = [];
  #tone = "";
  #names = new WeakMap(); // cell → the name of its emoji
  #rows = []; // of cells
  #columns = 0;
  #current = null; // the cell at which Tab stops, or null

  // `actions` has pick(emoji); preview(emoji, name), for the cell with the focus or under the pointer; leave(), when a key leads out
  // of the grid upwards; and type(), when a letter is typed: it moves the focus to the box into which the browser then writes the
  // letter.
  constructor(element, actions) {
    this.#element = element;
    this.#actions = actions;
    element.addEventListener("click", ({ target }) => this.#pick(target));
    element.addEventListener("keydown", (event) => this.#names.has(event.target) && this.#press(event) && event.preventDefault());
    element.addEventListener("focusin", ({ target }) => this.#stopAt(target));
    element.addEventListener("mouseover", ({ target }) => this.#preview(target));
    new ResizeObserver(() => this.#groups.length > 0 && this.#columnsNow() !== this.#columns && this.#drawRows()).observe(element);
  }

  draw(groups, tone) {
    this.#groups = groups;
    this.#tone = tone;
    this.#drawRows();
    this.#element.scrollTop = 0;
  }

  focus() {
    this.#current?.focus();
  }

  pickCurrent() {
    this.#pick(this.#current);
  }

  #drawRows() {
    this.#columns = this.#columnsNow();
    this.#rows = [];
    this.#element.replaceChildren(...this.#groups.map((group) => this.#drawnGroup(group)));
    this.#current = null;
    if (this.#groups.length > 0) this.#stopAt(this.#rows[0][0]);
  }

  // The number of columns that the style sheet has made. It is wrong while the grid is hidden; the grid is drawn again when it is shown.
  #columnsNow = () => getComputedStyle(this.#element).gridTemplateColumns.split(" ").length;

  #drawnGroup({ name, emoji }) {
    const group = copyOf("emoji-group");
    const title = words(TITLES[name]);
    group.dataset.name = name;
    group.setAttribute("aria-label", title);
    group.firstElementChild.textContent = title;
    const rows = rowsOf(emoji.map((entry) => this.#drawnCell(entry)), this.#columns);
    group.style.setProperty("--rows", rows.length);
    group.append(...rows.map(drawnRow));
    this.#rows.push(...rows);
    return group;
  }

  #drawnCell(entry) {
    const cell = document.createElement("span");
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-label", entry.name);
    cell.tabIndex = -1;
    cell.textContent = inTone(entry, this.#tone);
    this.#names.set(cell, entry.name);
    return cell;
  }

  // Returns whether the key is handled.
  #press(event) {
    const { key, target } = event;
    if (key === "Enter" || key === " ") return this.#pick(target), true;
    const row = this.#rows.findIndex((cells) => cells.includes(target));
    const to = moved(this.#rows.map(({ length }) => length), [row, this.#rows[row].indexOf(target)], event, direction);
    if (to === null) this.#actions.leave();
    else if (to) this.#rows[to[0]][to[1]].focus();
    else if (isLetter(event)) this.#actions.type();
    return to !== undefined;
  }

  #stopAt(cell) {
    if (!this.#names.has(cell)) return;
    if (this.#current !== null) this.#current.tabIndex = -1;
    this.#current = cell;
    cell.tabIndex = 0;
    this.#preview(cell);
  }

  #preview(cell) {
    if (this.#names.has(cell)) this.#actions.preview(cell.textContent, this.#names.get(cell));
  }

  #pick(cell) {
    if (this.#names.has(cell)) this.#actions.pick(cell.textContent);
  }
}

const isLetter = ({ key, ctrlKey, metaKey, altKey }) => key.length === 1 && !(ctrlKey || metaKey || altKey);

function drawnRow(cells) {
  const row = document.createElement("div");
  row.setAttribute("role", "row");
  row.append(...cells);
  return row;
}
