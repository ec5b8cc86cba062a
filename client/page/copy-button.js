// Copies an address or code when a button is pressed, also over plain http, where browsers have no clipboard API.

import { words } from "../browser/language.js";
import { loadLater } from "../browser/load-later.js";

const SHOWN_MS = 2_000;

const restores = new WeakMap(); // for each button that shows that its text was copied: a function that gives it its former look

// Copies the text, then shows on the button that it was copied. If it cannot be copied, the button shows the text, so that the
// person can copy it by hand.
export async function copyBy(button, text) {
  const [isCopied] = await Promise.all([copy(text, button.closest("dialog") ?? document.body), loadLater()]); // loads the icon and the word
  restore(button);
  show(button, isCopied ? words("copied") : text);
}

// Lets the button look as it did before a text was copied.
export function restore(button) {
  restores.get(button)?.();
}

function show(button, text) {
  const [label, icon] = [button.querySelector(".label"), button.querySelector("use")];
  const before = [label?.textContent, icon.getAttribute("href")];
  const write = ([text, href]) => {
    if (label) label.textContent = text;
    icon.setAttribute("href", href);
  };
  const timer = setTimeout(() => restore(button), SHOWN_MS);
  restores.set(button, () => {
    clearTimeout(timer);
    restores.delete(button);
    write(before);
    button.classList.remove("copied");
  });
  button.classList.add("copied");
  write([text, "#icon-done"]);
}

async function copy(text, parent) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, parent); // not a secure context, or not permitted
  }
}

// `parent` is around the button: outside of an open dialog nothing can be focused.
function copyBySelection(text, parent) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "visually-hidden";
  field.value = text;
  parent.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return isCopied;
}
