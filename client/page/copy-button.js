// Copies an address or code when a button is pressed, also over plain http, where browsers have no clipboard API.

import { words } from "../browser/language.js";

const SHOWN_MS = 2_000;

// Copies the text, then shows on the button that it was copied. If it cannot be copied, the button shows the text, so that the
// person can copy it by hand.
export async function copyBy(button, text) {
  if (button.classList.contains("copied")) return;
  const restore = show(button, (await copy(text)) ? words("copied") : text);
  setTimeout(restore, SHOWN_MS);
}

function show(button, text) {
  const [label, icon] = [button.querySelector(".label"), button.querySelector("use")];
  const before = [label?.textContent, icon.getAttribute("href")];
  const write = ([text, href]) => {
    if (label) label.textContent = text;
    icon.setAttribute("href", href);
  };
  button.classList.add("copied");
  write([text, "#icon-done"]);
  return () => (write(before), button.classList.remove("copied"));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // not a secure context, or not permitted
  }
}

function copyBySelection(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "visually-hidden";
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return isCopied;
}
