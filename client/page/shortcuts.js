// Keys that mean the same wherever somebody is: help, and from the box to the list without a mouse.

import { asksForHelp, isComposing, isPlain } from "../browser/keys.js";

const PAGE = 0.9; // of what is seen; the rest is where the eye goes on
const TURNS = { PageUp: -PAGE, PageDown: PAGE };

export function listenForShortcuts({ box, view, help }) {
  addEventListener("keydown", (event) => {
    if (!asksForHelp(event)) return;
    event.preventDefault();
    help();
  });
  box.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !isPlain(event) || isComposing(event)) return;
    if (event.key === "Escape") view.focus();
    if (!(event.key in TURNS)) return;
    event.preventDefault();
    view.scrollBy({ top: TURNS[event.key] * view.clientHeight });
  });
}
