// Inserts a text at the caret of a text box, in place of what is selected.

// As if it were typed, so that it can be undone, which is not possible after setRangeText.
export function insert(box, text) {
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input"));
}
