// Handles pasted and dropped content: replaces line breaks unknown to a text box, and refuses files and texts that are too long.

import { insert } from "../browser/insert.js";
import { lengthOf, withLineFeeds } from "../text/normalize.js";

const INSERTED_LINES = 20; // Chromium takes 0.06 s for a script to insert 20 lines, 0.5 s for 40, and 50 s for 3,000

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
  addEventListener("paste", ({ clipboardData }) => {
    if (!hasOnlyFiles(clipboardData) && !hasOnlyFiles(clipboardData, "text/html")) return;
    const reason = reasonOf(clipboardData);
    setTimeout(() => refuse(reason)); // after the text beside the files is in the box, which clears the sentence
  });
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

// Leaves a text with nothing to replace, or with many lines, to the browser, which is faster and can undo the paste. Replacing
// the line breaks here only shows them at once: they are replaced again when the text is counted and sent.
function pasteText(event, box) {
  const text = textIn(event.clipboardData);
  const cleaned = withLineFeeds(text);
  if (!/[\v\f\x1c-\x1e\u0085\u2028\u2029]/u.test(text) || cleaned.split("\n").length > INSERTED_LINES) return;
  event.preventDefault();
  insert(box, cleaned);
}

// Refuses a dragged text. A program from which it is moved would otherwise delete it there.
function keepAtSource(event) {
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

// Whether there are files and no text of this type. Office programs put a picture of a formatted text on the clipboard with it.
const hasOnlyFiles = (data, type = "text/plain") => data?.types.includes("Files") && !data.types.includes(type);

const reasonOf = ({ files }) =>
  files.length > 0 && [...files].every(({ type }) => type.startsWith("image/")) ? "no pictures" : "no files";
