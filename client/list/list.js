// The list: one element for each row, found by its key, made once and drawn again only when its row changed.

import { copyOf } from "../browser/templates.js";
import { drawChanges } from "./changes.js";
import { drawMessage } from "./message.js";
import { rows } from "./rows.js";
import { nameOfDay } from "./time.js";

export class Timeline {
  #list;
  #shown = new Map(); // key → { row, item }

  // `acts` are what its buttons do, by their name.
  constructor(list, acts) {
    this.#list = list;
    list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) acts[button.name]?.(button.closest(".timeline > li").dataset, button);
    });
  }

  update(state) {
    const wanted = rows(state);
    this.#removeAllBut(new Set(wanted.map(({ key }) => key)));
    let next = this.#list.firstElementChild;
    for (const row of wanted) {
      const item = this.#drawn(row);
      if (item === next) next = next.nextElementSibling;
      else this.#list.insertBefore(item, next);
    }
  }

  #removeAllBut(wanted) {
    for (const [key, { item }] of this.#shown) {
      if (wanted.has(key)) continue;
      item.remove();
      this.#shown.delete(key);
    }
  }

  #drawn(row) {
    const shown = this.#shown.get(row.key) ?? { item: copyOf(row.kind) };
    if (!isSame(shown.row, row)) draw[row.kind](shown.item, row);
    this.#shown.set(row.key, { row, item: shown.item });
    return shown.item;
  }
}

const draw = {
  message: drawMessage,
  changes: drawChanges,
  day: (item, { day }) => (item.firstElementChild.textContent = nameOfDay(day)),
  beginning(item, { earlier, empty }) {
    item.dataset.earlier = earlier;
    item.classList.toggle("empty", empty);
  },
  unread() {},
  end: (item, { later }) => (item.dataset.later = later),
};

// What a day is called depends on today, so its row never counts as the same.
const isSame = (before, row) =>
  before !== undefined && row.kind !== "day" && Object.keys(row).every((key) => before[key] === row[key]);
