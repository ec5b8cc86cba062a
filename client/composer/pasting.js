// What is pasted or dropped: line breaks that a text box does not know, and pictures and other files, which cannot be sent.

import { insert } from "../browser/insert.js";
import { withLineFeeds } from "../text/normalize.js";

// `refuse` is called with the key of a sentence.
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
  if (!/[\v\f\u0085\u2028\u2029]/u.test(text)) return; // as nearly always: then the browser's own way is faster
  event.preventDefault();
  insert(box, withLineFeeds(text));
}

// Office programs also put a picture of a text on the clipboard.
const hasOnlyFiles = (data) => Boolean(data?.types.includes("Files")) && !data.types.includes("text/plain");

const reasonOf = ({ files }) =>
  files.length > 0 && [...files].every(({ type }) => type.startsWith("image/")) ? "no pictures" : "no files";
