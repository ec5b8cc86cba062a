// The keys for the focused message: r replies, e edits, + reacts, Delete deletes.

import { isComposing } from "../browser/keyboard.js";

const BUTTONS = { r: "reply", e: "edit", "+": "choose", Delete: "delete", Backspace: "delete" }; // Backspace is the key for it on a Mac
const LATIN = { KeyR: "r", KeyE: "e" }; // on a keyboard with other letters

export function connectMessageKeys(list, actions) {
  // A click focuses a message, too. A person who types after a click means the text box, not the message. Enter in the dialog that finds
  // messages focuses one.
  let isByKeys = false;
  addEventListener("pointerdown", () => (isByKeys = false));
  const isMove = ({ key, target }) => key.startsWith("Arrow") || (key === "Enter" && target.closest("dialog"));
  addEventListener("keydown", (event) => isMove(event) && (isByKeys = true), { capture: true });
  list.addEventListener("keydown", (event) => {
    const item = event.target.closest("li.message");
    const button = isByKeys && item && buttonOf(event);
    if (!button) return;
    event.preventDefault();
    actions.press(button, item);
  });
}

function buttonOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return undefined;
  return BUTTONS[event.key] ?? (/^[ -~]/u.test(event.key) ? undefined : BUTTONS[LATIN[event.code]]);
}
