// The tabs of the picker: a radio button for each group of emoji. It leads to its group, and is marked while that group is at the top of
// the grid.

import { copyOf } from "../browser/templates.js";

export class Tabs {
  #element; #grid;

  // `goTo(name)` shows a group of the grid.
  constructor({ element, grid, goTo }) {
    this.#element = element;
    this.#grid = grid;
    element.addEventListener("change", ({ target }) => goTo(target.value));
    grid.addEventListener("scroll", () => this.mark(), { passive: true });
  }

  // Draws a tab for each group that the grid shows.
  draw() {
    this.#element.replaceChildren(...[...this.#grid.children].map(tabOf));
    this.mark();
  }

  // Marks the tab of the group at the top of the grid; marks no tab while the grid shows the results of a search.
  mark() {
    const top = this.#grid.getBoundingClientRect().top + 1;
    const group = [...this.#grid.children].find((group) => group.getBoundingClientRect().bottom > top);
    for (const { control } of this.#element.children) control.checked = control.value === group?.dataset.name;
  }
}

// A tab shows the first emoji of its group, or a clock for the emoji picked last.
function tabOf(group) {
  const tab = copyOf("emoji-tab");
  const { name } = group.dataset;
  tab.title = group.getAttribute("aria-label");
  tab.control.value = name;
  tab.control.setAttribute("aria-label", tab.title);
  tab.lastElementChild.textContent = name === "recent" ? "🕘" : group.querySelector("[role=gridcell]").textContent;
  return tab;
}
