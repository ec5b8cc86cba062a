// Hands over by a button: the address of the room or of a message, or code. Also on plain http, without a clipboard.

import { words } from "../browser/language.js";

const SHOWN_MS = 2_000;

// The button says that it is done; where nothing can copy, it shows what to copy by hand.
export async function copyBy(button, text) {
  if (button.classList.contains("copied")) return;
  const undo = say(button, (await copy(text)) ? words("copied") : text);
  setTimeout(undo, SHOWN_MS);
}

function say(button, words) {
  const [label, sign] = [button.querySelector(".label"), button.querySelector("use")];
  const before = [label?.textContent, sign.getAttribute("href")];
  const show = ([text, href]) => {
    if (label) label.textContent = text;
    sign.setAttribute("href", href);
  };
  button.classList.add("copied");
  show([words, "#icon-done"]);
  return () => (show(before), button.classList.remove("copied"));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // not a secure context, or not allowed
  }
}

function copyBySelection(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "unseen";
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return isCopied;
}
