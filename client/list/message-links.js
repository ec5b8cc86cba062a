// Links to messages of the room: following one keeps the place that is read in the browser's history, and going back leads to it.

import { seqIn } from "../connection/address.js";

const END = "end"; // of the list

// `placeInView()` returns the message that is read, { seq, offset }, or null at the end of the list. `open(seq)` shows a message
// and focuses it.
export function connectLinks({ list, placeInView, open, seek, toEnd }) {
  list.addEventListener("click", (event) => {
    const seq = seqIn(event.target.closest("a")?.getAttribute("href") ?? "");
    if (seq === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState({ ...history.state, place: placeInView() ?? END }, "");
    history.pushState(null, "", `#${seq}`);
    open(seq);
  });
  addEventListener("popstate", ({ state }) => {
    if (state?.place === END) toEnd();
    else if (state?.place) seek(state.place.seq, false, state.place.offset);
  });
}
