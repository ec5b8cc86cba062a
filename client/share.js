// The room's address, to hand to somebody: copied by a button, also on plain http where there is no clipboard.

import { words } from "./language.js";

const SHOWN_MS = 2_000;

export function offerToCopy(button, address) {
  const label = button.querySelector(".label");
  const offer = label.textContent;
  button.addEventListener("click", async () => {
    label.textContent = (await copy(address)) ? words("copied") : address;
    setTimeout(() => (label.textContent = offer), SHOWN_MS);
  });
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
