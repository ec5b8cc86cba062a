// Links to messages of the room: following one keeps the place that is read in the browser's history, and going back leads to it.

import { seqIn } from "../connection/address.js";

const END = "end"; // of the list

// `seqInView()` returns the seq of the message that is read, or null at the end of the list.
export function connectLinks({ list, seqInView, seek, toEnd }) {
  list.addEventListener("click", (event) => {
    const seq = seqIn(event.target.closest("a")?.getAttribute("href") ?? "");
    if (seq === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState({ ...history.state, place: seqInView() ?? END }, "");
    history.pushState(null, "", `#${seq}`);
    seek(seq, true);
  });
  addEventListener("popstate", ({ state }) => {
    if (state?.place === END) toEnd();
    else if (state?.place) seek(state.place, false);
  });
}
