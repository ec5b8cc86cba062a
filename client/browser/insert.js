// Inserts a text into a text box at the caret, in place of the selection.

// Inserts as typing does, so that the person can undo it; after setRangeText this is not possible.
export function insert(box, text) {
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input"));
}
