// The picker of emoji: a dialog with a search and a grid, beside the button that opens it or, on a phone, at the bottom edge.

import { isComposing, isTouch } from "../browser/keyboard.js";
import { direction, language, words } from "../browser/language.js";
import { loadLater } from "../browser/load-later.js";
import { loadStyleSheet } from "../browser/style-sheet.js";
import { copyOf } from "../browser/templates.js";
import { groupsOf, lookUpIn, search, TONES } from "./emoji.js";
import { hiddenIn } from "./fonts.js";
import { Grid } from "./grid.js";
import { recentEmoji, remember, storedTone, storeTone } from "./recent.js";
import { Tabs } from "./tabs.js";

const GAP_PX = 6; // between the button and the picker, and at the edges of the window

let loading = null; // the picker, loaded once

// Opens the picker beside `anchor`; if that was hidden while the picker loaded, beside its nearest visible ancestor. Calls onPick(emoji)
// unless the person closes the picker without a choice. When the picker closes, the focus goes to `anchor`, or to its nearest ancestor
// that can have the focus. Rejects if a part of the picker does not arrive; the next call loads it again.
export async function openPicker(anchor, onPick) {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  (await loading).open(anchor, onPick);
}

async function load() {
  const [forms, names] = await Promise.all([
    json("emoji.json"), json(`names/${language}.json`), loadStyleSheet(new URL("picker.css", import.meta.url).href), loadLater(),
  ]);
  return new Picker(forms, names);
}

async function json(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

class Picker {
  #dialog = copyOf("picker");
  #gridElement = this.#dialog.querySelector(".grid");
  #form = this.#dialog.querySelector("form").elements; // search, tone, and the radio buttons of the tabs
  #none = this.#dialog.querySelector(".none");
  #groups; #entryOf; #grid; #tabs;
  #onPick = null;
  #home = null; // where the focus goes when the picker closes

  constructor(forms, names) {
    document.body.append(this.#dialog); // so that its fonts are known
    const fonts = getComputedStyle(this.#dialog).getPropertyValue("--emoji");
    this.#groups = groupsOf(forms, names, hiddenIn(forms.new, fonts));
    this.#entryOf = lookUpIn(this.#groups);
    this.#grid = new Grid(this.#gridElement, {
      pick: (emoji) => this.#pick(emoji),
      preview: (emoji, name) => this.#preview(emoji, name),
      leave: () => this.#form.search.focus(),
      type: () => this.#form.search.focus(),
    });
    this.#tabs = new Tabs({ element: this.#dialog.querySelector(".tabs"), grid: this.#gridElement, goTo: (name) => this.#goTo(name) });
    this.#listen();
  }

  open(anchor, onPick) {
    this.#onPick = onPick;
    this.#home = around(anchor, (element) => isShown(element) && element.matches("button, [tabindex]"));
    this.#form.search.value = "";
    this.#gridElement.autofocus = isTouch(); // else the search gets the focus, and the keyboard of a phone would cover the emoji
    this.#dialog.showModal();
    this.#placeBeside((around(anchor, isShown) ?? document.body).getBoundingClientRect());
    this.#draw();
    this.#tabs.draw();
  }

  #listen() {
    const { search, tone } = this.#form;
    tone.append(...TONES.map((tone) => new Option(`✋${tone}`, tone)));
    tone.value = storedTone();
    tone.addEventListener("change", () => (storeTone(tone.value), this.#draw()));
    search.addEventListener("input", () => this.#draw());
    search.form.addEventListener("submit", (event) => event.preventDefault());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#home?.focus({ preventScroll: true }));
    this.#dialog.addEventListener("keydown", (event) => this.#press(event) && event.preventDefault());
  }

  // Places the picker above or below the button, where there is more space. On a phone the style sheet puts the picker at the bottom edge.
  #placeBeside(button) {
    const { offsetWidth: width, offsetHeight: height, style } = this.#dialog;
    const within = (at, size, space) => `${Math.max(GAP_PX, Math.min(at, space - size - GAP_PX))}px`;
    const isBelow = innerHeight - button.bottom > button.top;
    style.setProperty("--top", within(isBelow ? button.bottom + GAP_PX : button.top - GAP_PX - height, height, innerHeight));
    style.setProperty("--left", within(direction === "ltr" ? button.right - width : button.left, width, innerWidth));
  }

  #draw() {
    const typed = this.#form.search.value;
    const groups = typed.trim() === "" ? this.#allGroups() : [{ name: "found", emoji: search(this.#groups, typed) }];
    const shown = groups.filter(({ emoji }) => emoji.length > 0);
    this.#grid.draw(shown, this.#form.tone.value);
    this.#none.textContent = shown.length === 0 ? words("no emoji found") : "";
    this.#tabs.mark();
  }

  #allGroups() {
    const recent = recentEmoji().map(this.#entryOf).filter((entry) => entry !== null);
    return [{ name: "recent", emoji: recent }, ...this.#groups];
  }

  #goTo(name) {
    if (this.#form.search.value !== "") {
      this.#form.search.value = "";
      this.#draw();
    }
    this.#gridElement.querySelector(`[data-name=${name}]`).scrollIntoView({ block: "start" });
  }

  // Handles a key outside of the cells. Returns whether the key has a meaning there.
  #press(event) {
    const { key, target } = event;
    const isSearch = target === this.#form.search;
    if (isComposing(event) || !(isSearch || target === this.#gridElement)) return false;
    if (key === "ArrowDown") this.#grid.focus();
    else if (isSearch && key === "Enter" && target.value.trim() !== "") this.#grid.pickCurrent();
    else return false;
    return true;
  }

  #preview(emoji, name) {
    const preview = this.#dialog.querySelector(".preview");
    preview.firstElementChild.textContent = emoji;
    preview.lastElementChild.textContent = name;
  }

  #pick(emoji) {
    remember(emoji);
    this.#dialog.close();
    this.#onPick(emoji);
  }
}

const isShown = (element) => element.getClientRects().length > 0;

// Returns the element itself, or else the nearest one around it, for which `isRight` is true; null if there is none.
function around(element, isRight) {
  let found = element;
  while (found !== null && !isRight(found)) found = found.parentElement;
  return found;
}
