// A click on a person in the list writes an @name into the text box, where the caret is.

import { insert } from "../browser/insert.js";

export function connectMentionClick(panel, box) {
  panel.querySelector("ul").addEventListener("click", ({ target }) => {
    const name = target.closest("li:not(.you)")?.querySelector(".person").textContent;
    if (!name) return;
    if (panel.matches(":popover-open")) panel.hidePopover();
    const isAfterWord = /\S$/u.test(box.value.slice(0, box.selectionStart));
    box.focus();
    insert(box, `${isAfterWord ? " " : ""}@${name} `);
  });
}
