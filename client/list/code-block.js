// A block of code in a message: a thin head with its language and a copy button, and below long code a button that shows all its lines.

import { words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";

const MAX_LINES = 16; // shown of longer code at first; also in message-text.css

// The style sheet shows the language, from an attribute, so that it is not copied with a selection.
export function writeCode({ text, language }) {
  const element = copyOf("code");
  const lines = text.split("\n").length;
  const button = element.querySelector(".all-lines");
  element.querySelector("code").textContent = text;
  element.querySelector(".code-head").dataset.language = language;
  element.classList.toggle("is-cut", lines > MAX_LINES);
  if (lines > MAX_LINES) drawLinesButton(button, lines);
  else button.remove();
  return element;
}

// Shows all lines of the code, or again only the first ones.
export function toggleLines(button) {
  const element = button.closest(".code");
  button.ariaExpanded = String(!element.classList.toggle("is-cut"));
  drawLinesButton(button, element.querySelector("code").textContent.split("\n").length);
}

function drawLinesButton(button, count) {
  button.dataset.label = button.ariaExpanded === "true" ? words("show fewer lines") : words("show all lines", { count });
  button.setAttribute("aria-label", button.dataset.label);
}
