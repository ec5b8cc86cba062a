// The bar with the actions for a message. The bar moves to the message that has the pointer or the focus; on a touch screen it is a sheet.

import { isEscape, isTouch } from "../browser/keyboard.js";
import { direction, words } from "../browser/language.js";
import { loadLater } from "../browser/load-later.js";
import { loadStyleSheet } from "../browser/style-sheet.js";
import { restore } from "../page/copy-button.js";
import { firstOf } from "../text/normalize.js";
import { barOf } from "./bar-buttons.js";
import { connectCopyMessages } from "./copy-messages.js";
import { connectLongPress } from "./long-press.js";
import { connectQuestion } from "./delete-question.js";

const BAR_PX = 232; // the width of the widest bar
const GAP_PX = 8;
const MAX_ABOUT = 200; // characters of the message in the sheet; more than a line holds
const COPIED_MS = 700; // how long the sheet shows that a text was copied
const SHOWN_IN_SHEET = ["pick", "copy", "link"]; // actions that show something at their button, so the sheet stays open until they end

// `rowOf(item)` returns the row that an element of the list shows. `actions` has the functions of the buttons, by the names
// of the buttons.
export async function loadActionBar(options) {
  await Promise.all([loadStyleSheet(new URL("actions.css", import.meta.url).href), loadLater()]);
  return new ActionBar(options);
}

class ActionBar {
  #list; #rowOf;
  #bar = barOf();
  #sheet = document.createElement("dialog");
  #about = document.createElement("p"); // in the sheet: the beginning of the message
  #item = null; // the message that the actions are for
  #draft = null; // the draft that has the pointer or the focus, and will have the bar once it is stored
  #isPressed = false; // whether a mouse or a finger made the last click in the bar: then a focused button does not hold the bar

  constructor({ list, rowOf, actions }) {
    this.#list = list;
    this.#rowOf = rowOf;
    this.#sheet.className = "dialog sheet";
    this.#sheet.setAttribute("aria-label", words("message actions"));
    this.#about.className = "about";
    this.#about.dir = "auto";
    this.#sheet.append(this.#about);
    document.body.append(this.#sheet);
    this.#bar.addEventListener("click", ({ target, detail }) => ((this.#isPressed = detail > 0), this.#switch(target.closest("button")?.name)));
    this.#bar.addEventListener("keydown", (event) => isEscape(event) && this.#showActs() && event.preventDefault());
    this.#sheet.addEventListener("click", (event) => this.#pressInSheet(event, actions));
    this.#sheet.addEventListener("close", () => this.#put(null));
    this.#follow();
    connectLongPress(this.#list, (item) => this.open(item));
    connectQuestion(list);
    connectCopyMessages(list, rowOf);
  }

  // Drawn after the list, because the message may have changed, or may be gone.
  draw() {
    if (isSettled(this.#draft)) this.#moveTo(this.#draft);
    if (this.#item?.isConnected) this.#fill();
    else if (this.#item) this.#leave();
  }

  // Shows the actions for a message because the person asks for them.
  open(item) {
    this.#put(item);
    if (this.#item === null) return;
    if (isTouch()) this.#openSheet();
    else this.#bar.querySelector(".acts button:not([hidden])").focus();
  }

  // Presses a button for a message, if the message has this button.
  press(name, item) {
    this.#put(item);
    const button = this.#bar.querySelector(`[name=${name}]`);
    if (this.#item && !button.hidden) button.click();
  }

  // Ignores touch, because a tap must not open the bar. Uses "pointermove", because it does not fire when the list scrolls under a still
  // pointer: the bar stays at its message.
  #follow() {
    const list = this.#list;
    list.addEventListener("pointermove", ({ target, pointerType }) => pointerType !== "touch" && this.#moveTo(itemOf(target)));
    list.addEventListener("pointerleave", () => this.#moveTo(list.querySelector(".message:focus-within")));
    list.addEventListener("focusin", ({ target }) => !isTouch() && this.#moveTo(itemOf(target)));
    list.addEventListener("focusout", () => setTimeout(() => this.#blurred())); // copy-button.js moves the focus away and back
    if (!isTouch()) this.#moveTo(list.querySelector(".message:is(:hover, :focus-within)"));
  }

  #blurred() {
    if (!itemOf(document.activeElement)) this.#moveTo(this.#list.querySelector(".message:hover"));
  }

  // Moves the bar to this message, unless the sheet is open, or a button of the bar has the focus by the keyboard and would lose it.
  #moveTo(item = null) {
    this.#draft = isSettled(item) ? null : item;
    const isHeld = !this.#isPressed && this.#bar.querySelector(":focus-visible");
    if (item !== this.#item && !this.#sheet.open && !isHeld) this.#put(item);
  }

  #leave() {
    this.#put(null);
    this.#sheet.close();
  }

  #put(item) {
    this.#item?.classList.remove("active");
    this.#item = isSettled(item) ? item : null;
    this.#isPressed = false;
    this.#bar.classList.remove("choosing");
    for (const button of this.#bar.querySelectorAll(".copied")) restore(button);
    if (this.#item === null) return this.#remove();
    item.classList.add("active");
    this.#fill();
    this.#place(item);
    this.#moveBar(item.querySelector(".bubble"), item.contains(document.activeElement) ? 0 : -1);
  }

  // Places the bar beside the bubble, or above the bubble if the row has no room beside it. `--clear` is the distance between bubble and
  // bar; it leaves the time beside the bubble visible, if there is room. `--room` is the width from the outer edge of the bubble to
  // the opposite side of the row. The person's own bubbles stand at the end side of the row, unless the density is compact.
  #place(item) {
    const [row, bubble, time] = [item, ...["bubble", "meta time"].map((part) => item.querySelector(`.${part}`))].map((element) => element.getBoundingClientRect());
    const isAtEnd = item.classList.contains("own") && document.documentElement.dataset.density !== "compact";
    const isFromLeft = isAtEnd === (direction === "rtl");
    const width = (start, end) => (isFromLeft ? end.right - start.left : start.right - end.left);
    const past = (part) => (isFromLeft ? part.right - bubble.right : bubble.left - part.left);
    const room = past(row) - BAR_PX;
    const pastTime = GAP_PX + (time.bottom > bubble.top ? Math.max(0, past(time)) : 0);
    this.#bar.classList.toggle("above", room < GAP_PX);
    this.#bar.classList.toggle("within", bubble.width > BAR_PX);
    this.#bar.style.setProperty("--clear", `${room < pastTime ? GAP_PX : pastTime}px`);
    this.#bar.style.setProperty("--room", `${width(bubble, row)}px`);
  }

  // Does not append the bar again where it is already: its buttons would lose the focus.
  #moveBar(parent, tabIndex) {
    if (this.#bar.parentElement !== parent) parent.append(this.#bar);
    for (const button of this.#bar.querySelectorAll("button")) button.tabIndex = tabIndex;
  }

  // No text of a message stays in the closed sheet, because the message may be deleted.
  #remove() {
    this.#bar.remove();
    this.#about.textContent = "";
  }

  // Shows the buttons that the message has, marks the person's own reactions, and writes the beginning of the text into an open sheet.
  #fill() {
    if (this.#sheet.open) this.#about.textContent = firstOf(this.#item.querySelector(".text").textContent, MAX_ABOUT);
    const { message, isEditable, reactions } = this.#rowOf(this.#item);
    const own = new Set(reactions.filter(({ isMine }) => isMine).map(({ emoji }) => emoji));
    for (const button of this.#bar.querySelectorAll("button"))
      button.hidden = message.deleted ? button.name !== "link" : !isEditable && ["edit", "delete"].includes(button.name);
    for (const button of this.#bar.querySelectorAll("[name=react]")) button.setAttribute("aria-pressed", own.has(button.value));
  }

  // The bar shows the reactions at hand in place of the other buttons until one is chosen.
  #switch(name) {
    if (name === "react" || name === "pick") this.#bar.classList.remove("choosing");
    if (name !== "choose") return;
    this.#bar.classList.add("choosing");
    this.#bar.querySelector("[name=react]").focus();
  }

  // Shows the other buttons again in place of the reactions. Returns whether the bar showed the reactions.
  #showActs() {
    if (!this.#bar.classList.contains("choosing")) return false;
    this.#bar.classList.remove("choosing");
    this.#bar.querySelector("[name=choose]").focus();
    return true;
  }

  #openSheet() {
    this.#moveBar(this.#sheet, 0);
    this.#sheet.showModal();
    this.#fill();
  }

  async #pressInSheet({ target }, actions) {
    const button = target.closest("button");
    const item = this.#item;
    if (target === this.#sheet) this.#sheet.close(); // the click was outside of its content
    if (!button || !item) return;
    if (!SHOWN_IN_SHEET.includes(button.name)) this.#sheet.close(); // first: closing gives the focus back, and the action may move it
    await actions[button.name]?.(item.dataset, button);
    if (button.classList.contains("copied")) await new Promise((resolve) => setTimeout(resolve, COPIED_MS));
    this.#sheet.close();
  }
}

const isSettled = (item) => item?.dataset.seq !== undefined;

const itemOf = (target) => target?.closest?.("li.message");
