// The keys that work in the whole page: open the help, mark as read, and scroll the messages from the text box.

import { hasNoModifier, isComposing, isEscape, opensHelp } from "../browser/keyboard.js";

const PAGE = 0.9; // of the visible height; the last tenth stays visible, so that the reader finds the place
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
