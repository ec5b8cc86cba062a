// Handles pasted and dropped content: replaces line breaks unknown to a text box, and refuses files, texts that are too long, and content
// without plain text.

import { insert } from "../browser/insert.js";
import { lengthOf, withLineFeeds } from "../text/normalize.js";

export { loadLater } from "../browser/load-later.js"; // has the words of the refusals

const INSERTED_LINES = 20; // Chromium takes 0.06 s for a script to insert 20 lines, 0.5 s for 40, and 50 s for 3,000
const FROM_ELSEWHERE = ["insertFromPaste", "insertFromDrop"];

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
  box.addEventListener("input", ({ inputType }) => FROM_ELSEWHERE.includes(inputType) && cleanBox(box), true); // before the text is stored
  addEventListener("paste", ({ clipboardData }) => {
    if (isTakenWhole(clipboardData)) return;
    const reason = reasonOf(clipboardData);
    setTimeout(() => refuse(reason)); // later: text pasted with the files enters the box first, and that clears the sentence
  });
  addEventListener("dragover", (event) => hasFiles(event.dataTransfer) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (event.defaultPrevented || !hasFiles(event.dataTransfer)) return;
    event.preventDefault(); // the browser would show the file in place of the page
    if (!fits(event.dataTransfer)) return;
    insertDropped(textIn(event.dataTransfer), box);
    refuse(reasonOf(event.dataTransfer));
  });
}

const textIn = (data) => data?.getData("text/plain") ?? "";

// The length of the box's text with this text in place of the selection. If a text is dragged within the box, it is the selection.
function lengthWith(text, { value, selectionStart, selectionEnd }) {
  return lengthOf(withLineFeeds(value.slice(0, selectionStart) + text + value.slice(selectionEnd)));
}

function insertDropped(text, box) {
  if (text === "") return;
  box.focus();
  insert(box, withLineFeeds(text));
}

// Pastes a short text with line breaks to replace, so that the person can undo the paste. The browser pastes any other text: a script
// would take too long for many lines. If `cleanBox` then replaces line breaks of a long text, the person cannot undo the paste.
function pasteText(event, box) {
  const text = textIn(event.clipboardData);
  const cleaned = withLineFeeds(text);
  if (!/[\v\f\x1c-\x1e\u0085\u2028\u2029]/u.test(text) || cleaned.split("\n").length > INSERTED_LINES) return;
  event.preventDefault();
  insert(box, cleaned);
}

// Replaces the line breaks that a text box does not show. Each is replaced by one character, so the caret stays where it is.
function cleanBox(box) {
  const { value, selectionStart, selectionEnd } = box;
  const cleaned = withLineFeeds(value);
  if (cleaned === value) return;
  box.value = cleaned;
  box.setSelectionRange(selectionStart, selectionEnd);
}

// Refuses a dragged text, by the effect "none": otherwise the program that the text is moved from would delete it there.
function keepAtSource(event) {
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

// Whether the browser pastes all content that matters. It pastes no files; but a file that comes with plain text and HTML is only the
// picture that office programs add to a copied text. Browsers paste nothing of HTML without a plain text.
function isTakenWhole(data) {
  const [isPlain, isFormatted] = ["text/plain", "text/html"].map((type) => data?.types.includes(type));
  return hasFiles(data) ? isPlain && isFormatted : isPlain || !isFormatted;
}
const hasFiles = (data) => data?.types.includes("Files");

function reasonOf(data) {
  if (!hasFiles(data)) return isPicture(data.getData("text/html")) ? "no pictures" : "no plain text";
  return data.files.length > 0 && [...data.files].every(({ type }) => type.startsWith("image/")) ? "no pictures" : "no files";
}

// Whether copied HTML has a picture and no text. Searches for tags, because the page's security headers forbid parsing HTML.
const isPicture = (html) => /<(?:img|picture|svg|canvas)\b/iu.test(html) && html.replace(/<[^<>]*>|&nbsp;/giu, "").trim() === "";
