// The question whether to delete a message: Escape means no, and so does moving the focus elsewhere.

import { isEscape } from "../browser/keyboard.js";

export function connectQuestion(list) {
  let isPressed = false; // whether a button of the mouse, or a finger, is down
  let left = null; // the button Keep of a question that was left by this press
  const keep = (button) => {
    if (isPressed) left = button;
    else button?.click();
  };
  list.addEventListener("keydown", (event) => {
    const button = keepIn(event.target);
    // An Enter key that is still held after it opened the question answers nothing.
    const isHeld = event.repeat && event.target.closest(".deleting");
    if (button && (isHeld || isEscape(event))) event.preventDefault();
    if (button && isEscape(event)) button.click();
  });
  // There is no `relatedTarget` when the question is removed or the window loses the focus.
  list.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (relatedTarget && !target.closest(".message")?.contains(relatedTarget)) keep(keepIn(target));
  });

  // Without the question the list is shorter. It must not move before the click of a press has come,
  // or what was pressed is no longer below the pointer and is not clicked.
  const release = () => {
    isPressed = false;
    left?.click();
    left = null;
  };
  addEventListener("pointerdown", () => (isPressed = true), true);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release), true);
}

const keepIn = (target) => target.closest(".message")?.querySelector("[name=keep]");
