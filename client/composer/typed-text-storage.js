// The unsent text of each tab of a room, as this browser stores it; the text of a closed tab goes to the next that opens.

import * as storage from "../browser/storage.js";

const CLAIM_MS = 1_000; // for a tab to claim its text when another one asks for it

// A text is "held" by its tab until the tab is closed, and "left" then. A crashed tab leaves its text "held", so a new
// tab marks such texts "asked", and a tab that still exists claims its own. This needs no lock, which a page over plain
// http does not have.
export class TypedTextStorage {
  #prefix; #key; #storage; #maxLength;
  #text = "";
  #at = 0;
  #isNewTab = true;

  // `maxLength()` is how much of a text is stored: megabytes would slow down each load of the page.
  constructor({ room, storage: durable, maxLength }) {
    this.#prefix = `text.${room}.`;
    this.#key = this.#prefix + Math.random().toString(36).slice(2, 12);
    this.#storage = durable;
    this.#maxLength = maxLength;
    storage.watch((key, stored) => key === this.#key && stored?.state === "asked" && this.write(this.#text));
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#comeBack());
  }

  write(text) {
    this.#text = text;
    this.#at = Date.now();
    this.#store("held");
  }

  // The text of this tab before it was reloaded; in a new tab, the text of a closed one.
  restore() {
    const own = storage.takeFromLastPage(this.#prefix);
    const left = this.#othersIn("left");
    this.#isNewTab = own === null;
    return this.#take(this.#isNewTab ? left[0] : left.find(([key]) => key === own));
  }

  // In a new tab, the text of a crashed one; after a while, so `isWanted` says whether it still has a place.
  async findAbandoned(isWanted) {
    if (!this.#isNewTab) return "";
    for (const [key, stored] of this.#othersIn("held")) storage.write(key, { ...stored, state: "asked" });
    if (this.#othersIn("asked").length === 0) return "";
    await new Promise((resolve) => setTimeout(resolve, CLAIM_MS));
    return isWanted() ? this.#take(this.#othersIn("asked")[0]) : ""; // not one that is "left" by now: its tab may be reloading
  }

  // The tab remembers its key only while no page is in it: a duplicated tab must not share the key.
  #leave() {
    this.#store("left");
    storage.leaveForNextPage(this.#prefix, this.#key);
  }

  #comeBack() {
    storage.takeFromLastPage(this.#prefix);
    this.#store("held");
  }

  // If the text cannot be stored, none is: an older one would be taken for the latest.
  #store(state) {
    const text = this.#text.slice(0, this.#maxLength());
    if (text === "") this.#storage.remove(this.#key);
    else if (!this.#storage.write(this.#key, { text, at: this.#at, state }, text === this.#text)) storage.remove(this.#key);
  }

  // The latest first.
  #othersIn(state) {
    const texts = storage.keys(this.#prefix).map((key) => [key, storage.read(key)]);
    const found = texts.filter(([key, stored]) => key !== this.#key && isText(stored) && stored.state === state);
    return found.sort(([, one], [, other]) => other.at - one.at);
  }

  #take([key, stored] = []) {
    if (!stored) return "";
    storage.remove(key);
    this.write(stored.text);
    return stored.text;
  }
}

const isText = (stored) => typeof stored?.text === "string" && typeof stored.at === "number";
