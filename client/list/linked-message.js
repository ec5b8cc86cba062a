// The message whose link is the page's address.

import { roomIn, seqIn } from "../connection/address.js";

// Returns where the list begins: at the linked message, or null.
export function linkedTarget() {
  const seq = seqIn(location.hash);
  return seq === null ? null : { seq, isHighlighted: true };
}

// Shows the message whose link the person puts into the address of this room, or goes back to without a place; and the place before, if
// they go back from there to the address without a message. `placeInView()` returns that place, or null at the end of the list.
export function followAddress({ historyLoader, placeInView, toEnd }) {
  const places = new Map(); // by address, that which was read before the person changed it
  addEventListener("hashchange", ({ oldURL, newURL }) => {
    const isHere = roomIn(new URL(oldURL).pathname) === roomIn(new URL(newURL).pathname);
    if (!isHere || history.state?.place) return;
    const target = linkedTarget();
    const place = places.get(newURL);
    places.set(oldURL, placeInView());
    if (target) historyLoader.seek(target.seq, target.isHighlighted);
    else if (place) historyLoader.seek(place.seq, false, place.offset);
    else if (place === null) toEnd();
  });
}
