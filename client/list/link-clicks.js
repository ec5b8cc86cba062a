// Opens links to rooms and messages in this page without loading it again, unless the person asks for another tab.

import { linkedRoom, seqIn } from "../connection/address.js";

// `go(room, seq)` shows the room, and the message in it unless `seq` is null.
export function connectLinks(list, go) {
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const room = link && linkedRoom(link, location);
    if (room === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(room, seqIn(link.hash));
  });
}
