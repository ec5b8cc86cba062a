// The question whether to delete a message. Escape means no, and so does moving the focus to an element outside of the message.

import { isEscape } from "../browser/keyboard.js";

export function connectQuestion(list) {
  list.addEventListener("keydown", (event) => {
    const button = keepIn(event.target);
    // An Enter key that opened the question and is still held down must not answer it.
    const isHeld = event.repeat && event.target.closest(".deleting");
    if (button && (isHeld || isEscape(event))) event.preventDefault();
    if (button && isEscape(event)) button.click();
  });
  // When the question is removed or the window loses the focus, there is no `relatedTarget`: then nothing is answered.
  list.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (relatedTarget && !target.closest(".message")?.contains(relatedTarget)) keepIn(target)?.click();
  });
}

const keepIn = (target) => target.closest(".message")?.querySelector("[name=keep]");
