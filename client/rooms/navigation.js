// Goes to other rooms and to messages without loading the page, also by the browser's back and forward.

import { cleanRoom } from "../text/room-names.js";
import { roomIn, roomPath, seqIn } from "../connection/address.js";

const END = "end"; // the place of a history entry at which the list showed its end

export class Navigation {
  #store; #enter; #placeInView; #open; #seek; #toEnd; #focusBox;
  #typedFrom = new Map(); // by address: the place that was read there when the person changed the number after # in the address bar

  // `enter(room, { seq, place })` shows another room. In the room that the page shows, `open(seq)` shows a message and focuses it, and
  // `seek(seq, isHighlighted, offset)` only shows it. `placeInView()` returns the message that is read, { seq, offset }, or null.
  // `focusBox()` focuses the text box.
  constructor({ store, enter, placeInView, open, seek, toEnd, focusBox }) {
    this.#store = store;
    this.#enter = enter;
    this.#placeInView = placeInView;
    this.#open = open;
    this.#seek = seek;
    this.#toEnd = toEnd;
    this.#focusBox = focusBox;
    addEventListener("popstate", ({ state }) => this.arrive(state?.place));
    addEventListener("hashchange", ({ oldURL, newURL }) => history.state?.place || this.#changed(new URL(oldURL), new URL(newURL)));
  }

  // Goes to a room, by any spelling of its name, or to a message in it. Stores the place that is read now in the browser's history. If
  // `spelling` cannot be the name of a room, loads the address that it gives: the server answers with an error page.
  go = (spelling, seq = null) => {
    const room = cleanRoom(spelling);
    if (room === null) return location.assign(roomPath(spelling));
    const isHere = room === this.#store.state.room;
    if (isHere && seq === null) return this.#focusBox();
    history.replaceState({ ...history.state, place: this.#placeInView() ?? END }, "");
    history.pushState(null, "", (isHere ? "" : roomPath(room)) + (seq === null ? "" : `#${seq}`));
    if (isHere) this.#open(seq);
    else this.#enter(room, { seq });
  };

  // The person went back or forward: to a place in this room, or to another room.
  arrive = (place) => {
    const room = roomIn(location.pathname);
    if (room !== this.#store.state.room) this.#enter(room, place ? { place: place === END ? null : place } : { seq: seqIn(location.hash) });
    else if (place === END) this.#toEnd();
    else if (place) this.#seek(place.seq, false, place.offset);
    if (document.activeElement?.closest(".message")) this.#focusBox(); // the message, which `go` focused, is out of view now
  };

  // The part of the address after # has changed. If it names a message, linked-message.js shows it. If it names none, because the person
  // went back, this shows the place that they read before.
  #changed(before, now) {
    if (roomIn(before.pathname) !== roomIn(now.pathname)) return;
    const place = this.#typedFrom.get(now.href);
    this.#typedFrom.set(before.href, this.#placeInView() ?? END);
    if (seqIn(now.hash) === null && place) this.arrive(place);
  }
}
