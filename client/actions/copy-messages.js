// Copies selected messages: one message as it was typed, several messages with the name and time above each.

// `rowOf(item)` returns the row that an element of the list shows.
export function connectCopyMessages(list, rowOf) {
  addEventListener("copy", (event) => {
    if (event.target.closest?.("textarea, input")) return;
    const parts = partsIn(list, getSelection(), rowOf);
    if (parts.length === 0 || (parts.length === 1 && !parts[0].isWhole)) return; // a part of one message is copied by the browser
    event.clipboardData.setData("text/plain", copiedText(parts));
    event.preventDefault();
  });
}

const copiedText = (parts) =>
  parts.length === 1 ? parts[0].text : parts.map(({ name, time, text }) => `${name}, ${time}\n${text}`).join("\n\n");

function partsIn(list, selection, rowOf) {
  const items = [...list.querySelectorAll(".message")].filter((item) => selection.containsNode(item, true));
  return items.map((item) => partOf(item, selection, rowOf(item))).filter(({ text }) => text.trim() !== "");
}

function partOf(item, selection, { message, text }) {
  const shown = item.querySelector(".text");
  const selected = rangesOf(selection).map((range) => selectedIn(shown, range));
  const isWhole = selected.map(({ textContent }) => textContent).join("").trim() === shown.textContent.trim();
  return { name: message.from.name, time: item.querySelector("time").textContent, text: isWhole ? text : selected.map(linesOf).join(""), isWhole };
}

const rangesOf = (selection) => Array.from({ length: selection.rangeCount }, (_, index) => selection.getRangeAt(index));

// The text of a selected part, with each of its blocks on a line of its own.
function linesOf(part) {
  for (const block of part.querySelectorAll("p, li, pre")) block.prepend("\n");
  return part.textContent.replace(/^\n+|\n+$/gu, "");
}

// A copy of the part of the element that is in the range.
function selectedIn(element, range) {
  const part = document.createRange();
  if (!range.intersectsNode(element)) return part.cloneContents();
  part.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  return part.cloneContents();
}
