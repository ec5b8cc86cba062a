// Mentions a person: writes an @name into the text box, where the caret is. A click on a person in the list of people does this.

import { insert } from "../browser/insert.js";
import { mentionOf } from "../text/mentions.js";

export function connectMentionClick(panel, box) {
  panel.querySelector("ul").addEventListener("click", ({ target }) => {
    const name = target.closest("li:not(.you)")?.querySelector(".person").textContent;
    if (!name) return;
    if (panel.matches(":popover-open")) panel.hidePopover();
    mention(name, box);
  });
}

export function mention(name, box) {
  const isAfterWord = /\S$/u.test(box.value.slice(0, box.selectionStart));
  box.focus();
  insert(box, `${isAfterWord ? " " : ""}${mentionOf(name)} `);
}
