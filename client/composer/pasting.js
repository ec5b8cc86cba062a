// Handles pasted and dropped content: replaces line breaks unknown to a text box, and refuses pictures and other files.

import { insert } from "../browser/insert.js";
import { withLineFeeds } from "../text/normalize.js";

// `refuse(key)` is called with the key of a sentence that says what cannot be sent.
export function connectPasting({ box, refuse }) {
  box.addEventListener("paste", (event) => pasteText(event, box));
  addEventListener("paste", ({ clipboardData }) => hasOnlyFiles(clipboardData) && refuse(reasonOf(clipboardData)));
  addEventListener("dragover", (event) => hasOnlyFiles(event.dataTransfer) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!hasOnlyFiles(event.dataTransfer)) return;
    event.preventDefault(); // the browser would show the file in place of the page
    refuse(reasonOf(event.dataTransfer));
  });
}

function pasteText(event, box) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!/[\v\f\u0085\u2028\u2029]/u.test(text)) return; // nothing to replace, so the browser inserts the text, which is faster
  event.preventDefault();
  insert(box, withLineFeeds(text));
}

// Whether there are files and no text. Office programs put a picture of a text on the clipboard together with the text.
const hasOnlyFiles = (data) => Boolean(data?.types.includes("Files")) && !data.types.includes("text/plain");

const reasonOf = ({ files }) =>
  files.length > 0 && [...files].every(({ type }) => type.startsWith("image/")) ? "no pictures" : "no files";
