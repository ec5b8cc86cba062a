// Stores in this browser what is typed in a tab and not sent. The text of a closed tab goes to the next tab that opens the room.

import * as browserStorage from "../browser/storage.js";
import { firstOf } from "../text/normalize.js";

const CLAIM_MS = 1_000; // time for a tab to claim its text after another tab has asked for it
const EMPTY = { text: "" };

// A stored text has the state "held" while its tab is open, and "left" after the tab was closed. The text of a crashed tab stays
// "held". So a new tab marks each "held" text as "asked"; a tab that is open marks its own text as "held" again, and an "asked"
// text that remains is that of a crashed tab. Web Locks would be simpler, but a page over plain http does not have them.
//
// Each stored text is { text, reply, edit, epoch }: the text of a new message, the number of the message it answers, the number and
// new text of a message that is edited, and the epoch of these numbers.
export class TypedTextStorage {
  #prefix; #key; #guardedStorage; #maxLength;
  #typed = EMPTY;
  #at = 0;
  #isNewTab = true; // until it has a text, or has looked for that of a crashed tab

  // `maxLength()` is the number of characters stored of a text: megabytes would slow down each load of the page.
  constructor({ room, storage, maxLength }) {
    this.#prefix = `text.${room}.`;
    this.#key = this.#prefix + Math.random().toString(36).slice(2, 12);
    this.#guardedStorage = storage;
    this.#maxLength = maxLength;
    browserStorage.watch((key, stored) => key === this.#key && stored?.state === "asked" && this.write(this.#typed));
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#comeBack());
  }

  write(typed) {
    this.#isNewTab &&= typed.text === "" && !typed.edit;
    this.#typed = typed;
    this.#at = Date.now();
    this.#store("held");
  }

  // Returns what this tab had before it was reloaded; in a new tab, what a closed tab had.
  restore() {
    const own = browserStorage.takeFromLastPage(this.#prefix);
    const left = this.#othersIn("left");
    this.#isNewTab = own === null;
    return this.#take(this.#isNewTab ? left[0] : left.find(([key]) => key === own));
  }

  // Returns in a new tab what a crashed tab had, or null. This takes CLAIM_MS. If the text box is not empty after that, or the tab has
  // entered another room, `isWanted()` is false: then the tab may look again.
  async findAbandoned(isWanted) {
    if (!this.#isNewTab) return null;
    for (const [key, stored] of this.#othersIn("held")) browserStorage.write(key, { ...stored, state: "asked" });
    if (this.#othersIn("asked").length > 0) await new Promise((resolve) => setTimeout(resolve, CLAIM_MS));
    if (!isWanted()) return null;
    this.#isNewTab = false;
    const [found] = this.#othersIn("asked"); // a text that is "left" by now may belong to a tab that reloads
    return found ? this.#take(found) : null;
  }

  // Stores the key of this tab's text for the next page in this tab: only now, because a duplicated tab must get another key.
  #leave() {
    this.#store("left");
    if (!this.#isNewTab) browserStorage.leaveForNextPage(this.#prefix, this.#key);
  }

  #comeBack() {
    browserStorage.takeFromLastPage(this.#prefix);
    this.#store("held");
  }

  // Stores the text. If this fails, removes the older text, which would be taken for the latest one.
  #store(state) {
    const { text, edit, ...numbers } = this.#typed;
    const stored = { ...numbers, text: this.#cut(text), ...(edit && { edit: { ...edit, text: this.#cut(edit.text) } }) };
    const isWhole = stored.text === text && stored.edit?.text === edit?.text;
    if (text === "" && !edit) this.#guardedStorage.remove(this.#key);
    else if (!this.#guardedStorage.write(this.#key, { ...stored, at: this.#at, state }, isWhole)) browserStorage.remove(this.#key);
  }

  #cut = (text) => firstOf(text, this.#maxLength());

  // The texts of other tabs in this state, as [key, stored], the latest first.
  #othersIn(state) {
    const texts = browserStorage.keys(this.#prefix).map((key) => [key, browserStorage.read(key)]);
    const found = texts.filter(([key, stored]) => key !== this.#key && isTyped(stored) && stored.state === state);
    return found.sort(([, one], [, other]) => other.at - one.at);
  }

  #take([key, stored] = []) {
    if (!stored) return EMPTY;
    const { at, state, ...typed } = stored;
    browserStorage.remove(key);
    this.write(typed);
    return typed;
  }
}

const isTyped = (stored) =>
  typeof stored?.text === "string" && typeof stored.at === "number" && typeof (stored.edit ?? EMPTY).text === "string";
