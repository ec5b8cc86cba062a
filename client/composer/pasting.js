// Handles pasted and dropped content: replaces line breaks unknown to a text box, and refuses files and texts that are too long.

import { insert } from "../browser/insert.js";
import { lengthOf, withLineFeeds } from "../text/normalize.js";

// `maxLength()` is the number of characters that the box may hold after a paste: browsers take seconds to lay out 70,000 lines.
// `refuse(key, values)` is called with the key of a sentence that says why the content is not taken.
export function connectPasting({ box, maxLength, refuse }) {
  const fits = (data) => {
    if (lengthWith(textIn(data), box) <= maxLength()) return true;
    refuse("too long for box", { limit: maxLength() });
    return false;
  };
  box.addEventListener("paste", (event) => (fits(event.clipboardData) ? pasteText(event, box) : event.preventDefault()));
  box.addEventListener("drop", (event) => fits(event.dataTransfer) || keepAtSource(event));
  addEventListener("paste", ({ clipboardData }) => hasOnlyFiles(clipboardData) && refuse(reasonOf(clipboardData)));
  addEventListener("dragover", (event) => hasOnlyFiles(event.dataTransfer) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!hasOnlyFiles(event.dataTransfer)) return;
    event.preventDefault(); // the browser would show the file in place of the page
    refuse(reasonOf(event.dataTransfer));
  });
}

const textIn = (data) => data?.getData("text/plain") ?? "";

// The length of the box's text with this text in place of the selection. A text dragged within the box is itself the selection.
function lengthWith(text, { value, selectionStart, selectionEnd }) {
  return lengthOf(withLineFeeds(value.slice(0, selectionStart) + text + value.slice(selectionEnd)));
}

function pasteText(event, box) {
  const text = textIn(event.clipboardData);
  if (!/[\v\f\u0085\u2028\u2029]/u.test(text)) return; // nothing to replace, so the browser inserts the text, which is faster
  event.preventDefault();
  insert(box, withLineFeeds(text));
}

// Otherwise a program that moves its text here would delete it.
function keepAtSource(event) {
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

// Whether there are files and no text. Office programs put a picture of a text on the clipboard together with the text.
const hasOnlyFiles = (data) => Boolean(data?.types.includes("Files")) && !data.types.includes("text/plain");

const reasonOf = ({ files }) =>
  files.length > 0 && [...files].every(({ type }) => type.startsWith("image/")) ? "no pictures" : "no files";
