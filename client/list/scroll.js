// The scroll position of the list: stays at the end, or where the person reads further up.

import { words } from "../browser/language.js";
import { canLand } from "../state/unread.js";

const NEAR_END_PX = 100; // a list that follows its end goes on following it while less than this is below the view
const AT_END_PX = 16; // any other list begins to follow its end once less than this is below the view: less than a line of text
const NEAR_EDGE_PX = 480; // distance of the view from an end of the list at which the next page is loaded
const REST_MS = 150; // the list rests once it has not been scrolled for this time
const TARGET_AT = 0.3; // of the visible height: where the target is shown, with some messages above it

export class Scroll {
  #store; #history; #view; #list; #button; #label;
  #drawn = null; // the state that the list shows
  #target = null; // the latest target scrolled to
  #isFollowing = true;
  #place = null; // where to begin in the room that was entered, until its list is drawn
  #below = 0; // pixels of the list below what is visible; less than NEAR_END_PX while the list follows its end
  #sizes = ""; // the sizes of the view and the list when `#below` was measured
  #reading = null; // while the list rests and does not follow its end: a text in view, and how far below the top of the view it stands
  #resting = 0; // the timer until the list rests
  #keptAt = 0; // the scroll position at which `#reading` was kept last

  constructor({ store, history, view, list, button }) {
    this.#store = store;
    this.#history = history;
    this.#view = view;
    this.#list = list;
    this.#button = button;
    this.#label = button.querySelector(".label");
    store.subscribe(({ isFollowing }) => isFollowing && !this.#isFollowing && this.#follow());
    view.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    button.addEventListener("click", () => this.#goForward());
    // A soft keyboard, a growing text box or a rotated phone must not hide the end of the list, nor move away what is read further up.
    const sizes = new ResizeObserver(() => (this.#isFollowing ? this.#scrollTo(this.#below) : this.#keepReading()));
    sizes.observe(view);
    sizes.observe(list);
  }

  // The store has entered another room, to be shown at this place, or at its end.
  enter(place = null) {
    this.#isFollowing = this.#store.state.isFollowing;
    this.#drawn = null;
    this.#place = place;
    this.#target = this.#store.state.target; // the list went there before the person left the room
  }

  // Called before the list is drawn. Returns a text in view and where it stands: the text of the message with the focus, in which the
  // person may be about to press something; else the first text whose beginning is visible, because a text that is cut off at the top
  // moves all below it when it changes; else the first visible text. A row is no anchor, because a name or a day can appear above its
  // text.
  anchor() {
    if (this.#isFollowing && this.#below === 0 && !this.#drawn?.deleting) return null;
    const top = topOf(this.#view);
    const texts = [...this.#list.querySelectorAll(".text")];
    const first = texts.findIndex((text) => text.getBoundingClientRect().bottom > top);
    const begins = (text) => topOf(text) >= top && topOf(text) < top + this.#view.clientHeight;
    const text = [...this.#list.querySelectorAll(".message:focus-within .text"), ...texts.slice(first, first + 2)].find(begins) ?? texts[first];
    return text ? { text, top: topOf(text) } : null;
  }

  // Stops following the end: what is visible keeps its place when the list grows, even if the end is visible.
  hold() {
    this.#setFollowing(false);
    this.#moved();
  }

  // Called after the list is drawn. Scrolls to the end, keeps the anchor in place, or goes to the target. While the list asks whether to
  // delete a message, new messages do not scroll the list: the question would move away from the pointer.
  adjust(state, anchor) {
    const before = this.#drawn;
    const hasNew = newestIn(state) !== newestIn(before);
    this.#drawn = state;
    if (this.#isFollowing && ((hasNew && !state.deleting) || !anchor)) this.#scrollTo(0);
    else if (anchor?.text.isConnected) this.#keep(anchor);
    if (this.#place) this.#moveTo(this.#place);
    this.#place = null;
    if (state.target && state.target !== this.#target) this.#goTo(state.target);
    if (this.#isFollowing && state.isAway && state.isCounted) this.#stopAt(state.unread);
    if (canLand(state)) this.#land(state.unread);
    if (state.deleting !== before?.deleting) this.#ask();
    this.#drawButton();
    this.#loadNearEdges();
  }

  // Brings the question whether to delete a message into view. A plain focus() may scroll the button to the middle of the view.
  #ask() {
    const question = this.#list.querySelector(".deleting");
    if (!question) return;
    this.#moved();
    question.querySelector("button").focus({ preventScroll: true });
    question.scrollIntoView({ block: "nearest" });
    this.#measure();
  }

  // Called once it is known what is unread, after an arrival or an outage. If the list follows its end and does not have the first unread
  // message, loads it. Otherwise the person begins to read where the list stands.
  #land({ from, count }) {
    if (this.#isFollowing && count > 0 && !this.#itemOf(from)) this.#history.seek(from, false);
    else this.#store.apply({ type: "landed" });
  }

  // Returns where the person reads, { seq, offset }: the message at the line where a target is shown, and the pixels from this line to
  // the message's top. Null while the list follows its end.
  placeInView() {
    if (this.#isFollowing) return null;
    const line = this.#targetLine();
    const item = [...this.#list.querySelectorAll("[data-seq]")].find((item) => item.getBoundingClientRect().bottom > line);
    return item ? { seq: Number(item.dataset.seq), offset: topOf(item) - line } : null;
  }

  #follow() {
    this.#isFollowing = true;
    this.#scrollTo(0);
  }

  // The page shows the list as it was drawn last: browsers dispatch "scroll" before the animation frame in which it is drawn again.
  #scrolled() {
    if (this.#view.scrollTop !== this.#keptAt) this.#moved(); // otherwise it is the event of `#keepReading`
    // A late event of an earlier scroll must not make the list follow its end while it waits for a target.
    const { target } = this.#store.state;
    if (target && target !== this.#target && !target.isMissing) return;
    // A late event after a resize, before the callback of the observer, is no scroll by the person.
    if (this.#isFollowing && this.#sizesNow() !== this.#sizes) return;
    this.#measure();
    this.#loadNearEdges();
  }

  #moved() {
    this.#reading = null;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      const anchor = this.anchor();
      this.#reading = anchor && { text: anchor.text, below: anchor.top - topOf(this.#view) };
    }, REST_MS);
  }

  // The list has another width or density. If the text would be below a view that is lower now, moves it up to where a target is shown.
  #keepReading() {
    if (!this.#reading?.text.isConnected) return;
    const { text, below } = this.#reading;
    this.#moveBy(topOf(text) - (below < this.#view.clientHeight ? topOf(this.#view) + below : this.#targetLine()));
    this.#keptAt = this.#view.scrollTop;
  }

  // Moves the anchor back to its place. If rows below it grew, the end may now be too far away to be followed.
  #keep({ text, top }) {
    this.#moveBy(topOf(text) - top);
    if (this.#isFollowing) this.#measure();
  }

  // Takes `later` from the state that is drawn: the store may already have a later page that the list does not show yet.
  #measure(nearEnd = this.#isFollowing ? NEAR_END_PX : AT_END_PX) {
    this.#below = rounded(this.#pixelsBelow());
    this.#sizes = this.#sizesNow();
    this.#setFollowing(this.#below < nearEnd && (this.#drawn ?? this.#store.state).later === "none");
  }

  #setFollowing(isFollowing) {
    if (isFollowing === this.#isFollowing) return;
    this.#isFollowing = isFollowing;
    this.#store.apply({ type: "scrolled", isFollowing });
  }

  // Goes to the first unread message if it is further down, otherwise to the end.
  #goForward() {
    const { from, count } = this.#store.state.unread;
    if (count > 0 && this.#isBelow(from)) this.#history.seek(from, false);
    else this.#store.apply({ type: "end" });
  }

  #isBelow(seq) {
    const item = this.#itemOf(seq);
    return !item || topOf(item) >= topOf(this.#view) + this.#view.clientHeight;
  }

  #loadNearEdges() {
    if (this.#view.scrollTop < NEAR_EDGE_PX) this.#load("earlier");
    if (this.#pixelsBelow() < NEAR_EDGE_PX) this.#load("later");
  }

  // Loads a page, unless the view is not drawn yet or still catching up: such a view is short, so its edge is near before the person
  // scrolls. While a copy is shown there is no connection, so nothing is loaded.
  #load(side) {
    const { state } = this.#store;
    if (state === this.#drawn && state[side] === "more" && state.last >= state.head && !state.isCopy) this.#history.load(side);
  }

  #pixelsBelow = () => this.#view.scrollHeight - this.#view.scrollTop - this.#view.clientHeight;

  #goTo(target) {
    if (this.#moveTo(target)) this.#target = target;
    else if (!target.isMissing) return;
    this.#measure(AT_END_PX);
  }

  // Returns whether the message is in the list.
  #moveTo({ seq, offset }) {
    this.#moved();
    const item = this.#itemOf(seq);
    if (item) this.#moveBy(topOf(item) - this.#targetLine() - offset);
    return item !== null;
  }

  // Stops following the end when the first unread message would move out of sight, so that the person sees it on return. A list whose
  // messages are all in view goes on following its end.
  #stopAt({ from, count }) {
    const item = count > 0 ? this.#itemOf(from) : null;
    const over = item ? this.#targetLine() - topOf(item) : 0;
    if (over <= 0) return;
    this.#moved();
    this.#moveBy(-over);
    this.#measure(AT_END_PX);
  }

  #targetLine = () => topOf(this.#view) + this.#view.clientHeight * TARGET_AT;

  #itemOf = (seq) => this.#list.querySelector(`[data-seq="${seq}"]`);

  #moveBy(pixels) {
    if (pixels !== 0) this.#view.scrollTop += pixels;
  }

  #scrollTo(below) {
    this.#view.scrollTop = this.#view.scrollHeight - this.#view.clientHeight - below;
    this.#below = below;
    this.#sizes = this.#sizesNow();
  }

  #sizesNow = () => `${this.#view.clientHeight} ${this.#list.clientHeight}`;

  #drawButton() {
    const { count } = this.#drawn.unread;
    this.#button.hidden = this.#isFollowing;
    this.#button.classList.toggle("has-new", count > 0);
    const label = count > 0 && count < Infinity ? words("new messages", { count }) : words("latest messages");
    if (this.#label.textContent !== label) this.#label.textContent = label;
  }
}

// The newest that the list may show, as a value to compare: the latest message of the log and the latest draft of a message.
const newestIn = (state) => state && `${state.latest} ${state.drafts.findLast(({ type }) => type === "say")?.id}`;

// On a screen whose pixels are finer than those of CSS, a list at its end can have a fraction of a CSS pixel below the view.
const rounded = (pixels) => (pixels < 2 ? 0 : pixels);

const topOf = (element) => element.getBoundingClientRect().top;
