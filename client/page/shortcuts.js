// The keys that work in the whole page: open the help, find rooms, people and messages, mark as read, scroll the messages from the
// text box, and go to the latest ones.

import { hasNoModifier, isComposing, isEscape, opensFind, opensHelp } from "../browser/keyboard.js";

const PAGE = 0.9; // of the visible height; the last tenth stays visible, so that the reader finds the place
const PAGES = { PageUp: -PAGE, PageDown: PAGE };

// Whether Escape has another purpose: it closes something that is open, or is pressed in a field other than the text box.
const closesOther = ({ target, defaultPrevented }) =>
  defaultPrevented || target.closest?.("dialog, input") || document.querySelector(":popover-open");

export function connectShortcuts({ box, scroller, store, openHelp, openFind }) {
  addEventListener("keydown", (event) => {
    if (isEscape(event) && !closesOther(event)) store.apply({ type: "read" });
    const opened = opensHelp(event) ? openHelp : opensFind(event) ? openFind : null;
    if (opened === null) return;
    event.preventDefault();
    opened();
  });
  // The browser itself would go only to the end of the messages that are loaded.
  scroller.addEventListener("keydown", (event) => {
    if (event.key === "End" && hasNoModifier(event)) event.preventDefault(), store.apply({ type: "end" });
  });
  box.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !hasNoModifier(event) || isComposing(event)) return;
    if (event.key === "Escape") scroller.focus();
    if (!(event.key in PAGES)) return;
    event.preventDefault();
    scroller.scrollBy({ top: PAGES[event.key] * scroller.clientHeight });
  });
}
