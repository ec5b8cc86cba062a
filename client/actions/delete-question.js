// The question whether to delete a message: Escape means no, and so does moving the focus elsewhere.

import { isEscape } from "../browser/keyboard.js";

export function connectQuestion(list) {
  list.addEventListener("keydown", (event) => {
    const button = keepIn(event.target);
    // An Enter key that is still held after it opened the question answers nothing.
    const isHeld = event.repeat && event.target.closest(".deleting");
    if (button && (isHeld || isEscape(event))) event.preventDefault();
    if (button && isEscape(event)) button.click();
  });
  // There is no `relatedTarget` when the question is removed or the window loses the focus.
  list.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (relatedTarget && !target.closest(".message")?.contains(relatedTarget)) keepIn(target)?.click();
  });
}

const keepIn = (target) => target.closest(".message")?.querySelector("[name=keep]");
