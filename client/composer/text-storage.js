// What stands in the boxes of a room's tabs, as this browser keeps it: each tab its own, that of a closed one for the next.

import * as storage from "../browser/storage.js";

const ANSWER_MS = 1_000; // for the tab of a text to say that it is still there

// A text is held by its tab until that goes, and is left then. A tab that crashed left nothing, so its text is asked for
// first, and a tab that is there holds on to its own. That needs no lock, which a page over plain http could not have.
export class Boxes {
  #prefix; #key; #keeper; #former;
  #text = "";
  #at = 0;
  #isNew = true;

  constructor({ room, keeper }) {
    this.#prefix = `text.${room}.`;
    this.#key = this.#prefix + Math.random().toString(36).slice(2, 12);
    this.#keeper = keeper;
    this.#former = `text.${room}`;
    storage.watch((key, kept) => key === this.#key && kept?.state === "asked" && this.keep(this.#text));
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#comeBack());
  }

  keep(text) {
    this.#text = text;
    this.#at = Date.now();
    this.#write("held");
  }

  // What this tab had before it was loaded again. A new one gets what a closed one left.
  restore() {
    const own = storage.takeOver(this.#prefix);
    const left = this.#others("left");
    this.#isNew = own === null;
    return this.#take(this.#isNew ? left[0] : left.find(([key]) => key === own)) || this.#takeFormer();
  }

  // As it was kept when a room had one box for all tabs: it stands there when a newer page takes the place of an older one.
  #takeFormer() {
    const text = storage.read(this.#former);
    return this.#take(typeof text === "string" ? [this.#former, { text }] : []);
  }

  // For a new tab, what stood in one that went without a word; some time later, if it is wanted then.
  async seek(isWanted) {
    if (!this.#isNew) return "";
    for (const [key, kept] of this.#others("held")) storage.write(key, { ...kept, state: "asked" });
    if (this.#others("asked").length === 0) return "";
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    return isWanted() ? this.#take(this.#others("asked")[0]) : ""; // one that is left by now may be loading again
  }

  // Only while the page is away its key stands in the tab: one that is duplicated must not share it with its twin.
  #leave() {
    this.#write("left");
    storage.handOver(this.#prefix, this.#key);
  }

  #comeBack() {
    storage.takeOver(this.#prefix);
    this.#write("held");
  }

  // Rather nothing than a text that is not the last.
  #write(state) {
    if (!this.#text) this.#keeper.remove(this.#key);
    else if (!this.#keeper.write(this.#key, { text: this.#text, at: this.#at, state })) storage.remove(this.#key);
  }

  // The latest first.
  #others(state) {
    const texts = storage.keys(this.#prefix).map((key) => [key, storage.read(key)]);
    const found = texts.filter(([key, kept]) => key !== this.#key && isText(kept) && kept.state === state);
    return found.sort(([, one], [, other]) => other.at - one.at);
  }

  #take([key, kept] = []) {
    if (!kept) return "";
    storage.remove(key);
    this.keep(kept.text);
    return kept.text;
  }
}

const isText = (kept) => typeof kept?.text === "string" && typeof kept.at === "number";
