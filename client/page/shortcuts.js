// Keys of the whole page: help, marking as read, and scrolling the messages from the text box.

import { hasNoModifier, isComposing, isEscape, opensHelp } from "../browser/keyboard.js";

const PAGE = 0.9; // of the visible height; the rest stays visible as a reference
const PAGES = { PageUp: -PAGE, PageDown: PAGE };

export function connectShortcuts({ box, scroller, store, openHelp }) {
  addEventListener("keydown", (event) => {
    if (isEscape(event)) store.apply({ type: "read" });
    if (!opensHelp(event)) return;
    event.preventDefault();
    openHelp();
  });
  box.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !hasNoModifier(event) || isComposing(event)) return;
    if (event.key === "Escape") scroller.focus();
    if (!(event.key in PAGES)) return;
    event.preventDefault();
    scroller.scrollBy({ top: PAGES[event.key] * scroller.clientHeight });
  });
}
