// Where the reader is in the list: follows the end for who is there, and stays on the line for who reads back.

import { words } from "./language.js";

const NEAR_END_PX = 100;
const NEAR_START_PX = 240;

export class Scroll {
  #view; #list; #button; #label; #nearStart;
  #leftAt = 0; // the last message when the reader left the end
  #last = 0;
  following = true;

  constructor({ view, list, button, nearStart }) {
    this.#view = view;
    this.#list = list;
    this.#button = button;
    this.#label = button.querySelector(".label");
    this.#nearStart = nearStart;
    view.addEventListener("scroll", () => this.#moved(), { passive: true });
    button.addEventListener("click", () => this.follow());
    // A soft keyboard, a growing box or a turned phone must not hide the end from who is there.
    const sizes = new ResizeObserver(() => this.following && this.#toEnd());
    sizes.observe(view);
    sizes.observe(list);
  }

  follow() {
    this.following = true;
    this.#toEnd();
    this.#drawButton();
  }

  // Whatever `change` does to the list, the reader sees the same line at the same place.
  update(state, change) {
    const place = this.following ? null : this.#place();
    change();
    if (this.following) this.#toEnd();
    else if (place?.words.isConnected) this.#moveBy(topOf(place.words) - place.top);
    this.#last = state.last;
    this.#drawButton();
    this.#look();
  }

  // Scroll events come before a frame is drawn, so `following` is always from before the change.
  #moved() {
    const { scrollHeight, scrollTop, clientHeight } = this.#view;
    const follows = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.following && !follows) this.#leftAt = this.#last;
    this.following = follows;
    this.#drawButton();
    this.#look();
  }

  #look() {
    if (this.#view.scrollTop < NEAR_START_PX) this.#nearStart();
  }

  // The words, not the row: what comes before a message decides whether its row says name and day above them.
  #place() {
    const top = topOf(this.#view);
    const words = [...this.#list.querySelectorAll(".text")].find((text) => text.getBoundingClientRect().bottom > top);
    return words && { words, top: topOf(words) };
  }

  #moveBy(pixels) {
    if (pixels !== 0) this.#view.scrollTop += pixels;
  }

  #toEnd() {
    this.#view.scrollTop = this.#view.scrollHeight;
  }

  #drawButton() {
    const fresh = this.#last - this.#leftAt;
    this.#button.hidden = this.following;
    this.#button.classList.toggle("fresh", fresh > 0);
    this.#label.textContent = fresh > 0 ? words("new messages", { count: fresh }) : words("latest");
  }
}

const topOf = (element) => element.getBoundingClientRect().top;
