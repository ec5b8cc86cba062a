// The picker of emoji: a dialog with a search and a grid, beside the button that opens it or, on a phone, at the bottom edge.

import { isComposing, isTouch } from "../browser/keyboard.js";
import { direction, language, words } from "../browser/language.js";
import { loadStyleSheet } from "../browser/style-sheet.js";
import { copyOf } from "../browser/templates.js";
import { lookUpIn, groupsOf, inTone, search, TONES } from "./emoji.js";
import { hiddenIn } from "./fonts.js";
import { moved, rowsOf } from "./grid.js";
import { recentEmoji, remember, storedTone, storeTone } from "./recent.js";

const GAP_PX = 6; // between the button and the picker, and at the edges of the window
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

let loading = null; // the picker, loaded once

// Opens the picker beside an element, and calls onPick(emoji) once, unless the person closes it without a choice. Then the focus
// goes back to where it was. Rejects if a part of the picker does not arrive; the next call loads it again.
export async function openPicker(anchor, onPick) {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  (await loading).open(anchor, onPick);
}

async function load() {
  const [forms, names] = await Promise.all([
    json("emoji.json"), json(`names/${language}.json`), loadStyleSheet(new URL("picker.css", import.meta.url).href),
  ]);
  return new Picker(forms, names);
}

async function json(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

class Picker {
  #dialog = copyOf("picker");
  #grid = this.#dialog.querySelector(".grid");
  #tabs = this.#dialog.querySelector(".tabs");
  #form = this.#dialog.querySelector("form").elements; // search, tone, and a radio button for each group
  #none = this.#dialog.querySelector(".none");
  #preview = this.#dialog.querySelector(".preview");
  #groups; #entryOf;
  #entries = new WeakMap(); // cell → its emoji, with the name
  #rows = []; // of cells
  #columns = 0;
  #current = null; // the cell at which Tab stops
  #onPick = null;

  constructor(forms, names) {
    document.body.append(this.#dialog); // so that its fonts are known
    const fonts = getComputedStyle(this.#dialog).getPropertyValue("--emoji");
    this.#groups = groupsOf(forms, names, hiddenIn(forms.new, fonts));
    this.#entryOf = lookUpIn(this.#groups);
    this.#form.tone.append(...TONES.map((tone) => new Option(`✋${tone}`, tone)));
    this.#form.tone.value = storedTone();
    this.#listen();
  }

  open(anchor, onPick) {
    this.#onPick = onPick;
    this.#form.search.value = "";
    this.#grid.autofocus = isTouch(); // else the search gets the focus, and the keyboard of a phone would cover the emoji
    this.#dialog.showModal();
    this.#placeBeside(anchor.getBoundingClientRect());
    this.#draw();
    this.#tabs.replaceChildren(...[...this.#grid.children].map(tabOf));
    this.#markTab();
  }

  #listen() {
    const { search, tone } = this.#form;
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("keydown", (event) => this.#press(event));
    search.form.addEventListener("submit", (event) => event.preventDefault());
    search.addEventListener("input", () => this.#draw());
    tone.addEventListener("change", () => (storeTone(tone.value), this.#draw()));
    this.#tabs.addEventListener("change", ({ target }) => this.#goTo(target.value));
    this.#grid.addEventListener("click", ({ target }) => this.#pick(target));
    this.#grid.addEventListener("focusin", ({ target }) => this.#stopAt(target));
    this.#grid.addEventListener("mouseover", ({ target }) => this.#show(target));
    this.#grid.addEventListener("scroll", () => this.#markTab(), { passive: true });
    new ResizeObserver(() => this.#dialog.open && this.#columnsNow() !== this.#columns && this.#draw()).observe(this.#grid);
  }

  // Above or below the button, where there is more space. On a phone the style sheet puts it at the bottom edge.
  #placeBeside(button) {
    const { offsetWidth: width, offsetHeight: height, style } = this.#dialog;
    const within = (at, size, space) => `${Math.max(GAP_PX, Math.min(at, space - size - GAP_PX))}px`;
    const isBelow = innerHeight - button.bottom > button.top;
    style.setProperty("--top", within(isBelow ? button.bottom + GAP_PX : button.top - GAP_PX - height, height, innerHeight));
    style.setProperty("--left", within(direction === "ltr" ? button.right - width : button.left, width, innerWidth));
  }

  #draw() {
    const typed = this.#form.search.value;
    const groups = typed.trim() === "" ? this.#allGroups() : [{ name: "found", emoji: search(this.#groups, typed) }];
    const shown = groups.filter(({ emoji }) => emoji.length > 0);
    this.#columns = this.#columnsNow();
    this.#rows = [];
    this.#grid.replaceChildren(...shown.map((group) => this.#groupOf(group)));
    this.#grid.scrollTop = 0;
    this.#none.textContent = shown.length === 0 ? words("no emoji found") : "";
    if (shown.length > 0) this.#stopAt(this.#rows[0][0]);
    this.#markTab();
  }

  #allGroups() {
    const recent = recentEmoji().map(this.#entryOf).filter((entry) => entry !== null);
    return [{ name: "recent", emoji: recent }, ...this.#groups];
  }

  #groupOf({ name, emoji }) {
    const element = copyOf("emoji-group");
    const title = words(TITLES[name]);
    element.dataset.name = name;
    element.setAttribute("aria-label", title);
    element.firstElementChild.textContent = title;
    const rows = rowsOf(emoji.map((entry) => this.#cellOf(entry)), this.#columns);
    element.style.setProperty("--rows", rows.length);
    element.append(...rows.map(rowOf));
    this.#rows.push(...rows);
    return element;
  }

  #cellOf(entry) {
    const cell = made("span", "gridcell");
    cell.setAttribute("aria-label", entry.name);
    cell.tabIndex = -1;
    cell.textContent = inTone(entry, this.#form.tone.value);
    this.#entries.set(cell, entry);
    return cell;
  }

  // The columns that fit, as the style sheet has made them.
  #columnsNow = () => getComputedStyle(this.#grid).gridTemplateColumns.split(" ").length;

  // Marks the group that is at the top of the grid.
  #markTab() {
    const top = this.#grid.getBoundingClientRect().top + 1;
    const group = [...this.#grid.children].find((group) => group.getBoundingClientRect().bottom > top);
    for (const { control } of this.#tabs.children) control.checked = control.value === group?.dataset.name;
  }

  #goTo(name) {
    if (this.#form.search.value !== "") {
      this.#form.search.value = "";
      this.#draw();
    }
    this.#grid.querySelector(`[data-name=${name}]`).scrollIntoView({ block: "start" });
  }

  #press(event) {
    if (isComposing(event)) return;
    const isInGrid = this.#entries.has(event.target);
    const isHandled = isInGrid ? this.#pressInGrid(event) : this.#pressOutside(event);
    if (isHandled) event.preventDefault();
  }

  #pressOutside({ key, target }) {
    const isSearch = target === this.#form.search;
    if (!isSearch && target !== this.#grid) return false;
    if (key === "ArrowDown") this.#current?.focus();
    else if (isSearch && key === "Enter" && target.value.trim() !== "") this.#pick(this.#current);
    else return false;
    return true;
  }

  #pressInGrid(event) {
    if (event.key === "Enter" || event.key === " ") return this.#pick(event.target), true;
    const row = this.#rows.findIndex((cells) => cells.includes(event.target));
    const to = moved(this.#rows.map(({ length }) => length), [row, this.#rows[row].indexOf(event.target)], event, direction);
    if (to === undefined) return this.#typeInSearch(event), false;
    if (to === null) this.#form.search.focus();
    else this.#rows[to[0]][to[1]].focus();
    return true;
  }

  // A letter typed in the grid goes to the search: the browser types it where the focus is.
  #typeInSearch({ key, ctrlKey, metaKey, altKey }) {
    if (key.length === 1 && !(ctrlKey || metaKey || altKey)) this.#form.search.focus();
  }

  #stopAt(cell) {
    if (!this.#entries.has(cell)) return;
    if (this.#current !== null) this.#current.tabIndex = -1;
    this.#current = cell;
    cell.tabIndex = 0;
    this.#show(cell);
  }

  #show(cell) {
    const entry = this.#entries.get(cell);
    if (entry) this.#preview.replaceChildren(made("span", "presentation", cell.textContent), entry.name);
  }

  #pick(cell) {
    if (!this.#entries.has(cell)) return;
    remember(cell.textContent);
    this.#dialog.close();
    this.#onPick(cell.textContent);
  }
}

function rowOf(cells) {
  const row = made("div", "row");
  row.append(...cells);
  return row;
}

// A radio button for a group, which shows its first emoji.
function tabOf(group) {
  const tab = copyOf("emoji-tab");
  tab.control.value = group.dataset.name;
  tab.control.setAttribute("aria-label", group.getAttribute("aria-label"));
  tab.title = group.getAttribute("aria-label");
  tab.lastElementChild.textContent = group.dataset.name === "recent" ? "🕘" : group.querySelector("[role=gridcell]").textContent;
  return tab;
}

function made(tag, role, text = "") {
  const element = document.createElement(tag);
  element.setAttribute("role", role);
  element.textContent = text;
  return element;
}
