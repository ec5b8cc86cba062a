// The message whose link is the page's address.

import { roomIn, seqIn } from "../connection/address.js";

// Returns the linked message as the place where the list begins, or null.
export function linkedTarget() {
  const seq = seqIn(location.hash);
  return seq === null ? null : { seq, isHighlighted: true };
}

// Shows the message of the link when only the part after # of the page's address changes: the person typed it, or went back or forward.
// An entry of the browser's history that has a place is left to rooms/navigation.js, which shows the place.
export function followAddress(historyLoader) {
  addEventListener("hashchange", ({ oldURL, newURL }) => {
    const target = linkedTarget();
    const isHere = roomIn(new URL(oldURL).pathname) === roomIn(new URL(newURL).pathname);
    if (target && isHere && !history.state?.place) historyLoader.seek(target.seq, target.isHighlighted);
  });
}
