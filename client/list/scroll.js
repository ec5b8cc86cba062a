// Where the reader is in the list: follows the end for who is there, and stays on the line for who reads back.

import { words } from "../browser/language.js";

const NEAR_END_PX = 100;
const NEAR_EDGE_PX = 480; // from here on the next page is read
const SOUGHT_AT = 0.3; // of the height: what was asked for stands there, with something before it

export class Scroll {
  #view; #list; #button; #label; #acts;
  #state = null;
  #sought = null; // what was gone to already
  following = true;

  // `acts`: forward() for the button, look() when the reader came to the end or left it, readOn(side) near an edge.
  constructor({ view, list, button, acts }) {
    this.#view = view;
    this.#list = list;
    this.#button = button;
    this.#label = button.querySelector(".label");
    this.#acts = acts;
    view.addEventListener("scroll", () => this.#moved(), { passive: true });
    button.addEventListener("click", () => acts.forward());
    // A soft keyboard, a growing box or a turned phone must not hide the end from who is there.
    const sizes = new ResizeObserver(() => this.following && this.#toEnd());
    sizes.observe(view);
    sizes.observe(list);
  }

  follow() {
    this.following = true;
    this.#toEnd();
  }

  // Whether a message is still to come for who reads down.
  isBefore(seq) {
    const item = this.#itemOf(seq);
    return !item || topOf(item) >= topOf(this.#view) + this.#view.clientHeight;
  }

  // Whatever `change` does to the list, the reader sees the same line at the same place.
  update(state, change) {
    const place = this.following ? null : this.#place();
    change();
    this.#state = state;
    if (this.following) this.#toEnd();
    else if (place?.words.isConnected) this.#moveBy(topOf(place.words) - place.top);
    if (state.sought && state.sought !== this.#sought) this.#goTo(state.sought);
    if (this.following && state.isAway) this.#stopAt(state.unread.from);
    this.#drawButton();
    this.#look();
  }

  // Scroll events come before a frame is drawn, so `following` is always from before the change.
  #moved() {
    const follows = this.#isAtEnd();
    const isNews = follows !== this.following;
    this.following = follows;
    if (isNews) this.#acts.look();
    this.#look();
  }

  #look() {
    if (this.#view.scrollTop < NEAR_EDGE_PX) this.#acts.readOn("earlier");
    if (this.#below() < NEAR_EDGE_PX) this.#acts.readOn("later");
  }

  #isAtEnd = () => this.#below() < NEAR_END_PX && this.#state?.later === "none";

  #below = () => this.#view.scrollHeight - this.#view.scrollTop - this.#view.clientHeight;

  // The words, not the row: what comes before a message decides whether its row says name and day above them.
  #place() {
    const top = topOf(this.#view);
    const words = [...this.#list.querySelectorAll(".text")].find((text) => text.getBoundingClientRect().bottom > top);
    return words && { words, top: topOf(words) };
  }

  #goTo(sought) {
    const item = this.#itemOf(sought.seq);
    if (!item) return;
    this.#sought = sought;
    this.#moveBy(topOf(item) - topOf(this.#view) - this.#view.clientHeight * SOUGHT_AT);
    this.following = this.#isAtEnd();
  }

  // Who comes back finds the first message they missed, and not only the latest ones.
  #stopAt(seq) {
    const item = seq === null ? null : this.#itemOf(seq);
    const over = item ? topOf(this.#view) + this.#view.clientHeight * SOUGHT_AT - topOf(item) : 0;
    if (over <= 0) return;
    this.following = false;
    this.#moveBy(-over);
  }

  #itemOf = (seq) => this.#list.querySelector(`[data-seq="${seq}"]`);

  #moveBy(pixels) {
    if (pixels !== 0) this.#view.scrollTop += pixels;
  }

  #toEnd() {
    this.#view.scrollTop = this.#view.scrollHeight;
  }

  #drawButton() {
    const { count } = this.#state.unread;
    this.#button.hidden = this.following;
    this.#button.classList.toggle("fresh", count > 0);
    const label = count > 0 ? words("new messages", { count }) : words("latest messages");
    if (this.#label.textContent !== label) this.#label.textContent = label;
  }
}

const topOf = (element) => element.getBoundingClientRect().top;
