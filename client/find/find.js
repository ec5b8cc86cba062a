// The dialog that finds messages by words while the person types, the first message of a day, and other rooms and people by their
// names.

import { isComposing } from "../browser/keyboard.js";
import { words } from "../browser/language.js";
import { loadLater } from "../browser/load-later.js";
import { loadStyleSheet } from "../browser/style-sheet.js";
import { copyOf } from "../browser/templates.js";
import { sharedNamesIn } from "../people/avatar.js";
import { mention } from "../people/mention-click.js";
import { peopleNamed } from "../people/name-match.js";
import { roomsNamed } from "../state/room-list.js";
import { dayOf } from "../text/days.js";
import { firstSince } from "./day.js";
import { wordsIn } from "./highlight.js";
import { itemOf, personItemOf, roomItemOf } from "./result.js";
import { Search } from "./search.js";

const PAUSE_MS = 150; // the search begins when the person has typed nothing for this time
const NEAR_END_PX = 240; // distance from the end of the list at which older messages are searched
const NAMELESS = /(^|\s)from:\s*(["“][^"”]*)?$/iu; // `from:` without a name, or with a quoted name that the person is still typing
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const SENTENCES = { searching: "searching", unclear: "search unclear", failed: "search failed" };

let loading = null; // the dialog, made once

// Opens the dialog. `go(room, seq)` shows a chosen message, and `go(room)` shows a chosen room; a chosen person is mentioned in the text
// box `box`. `rooms()` loads the part of the page that has `allPeople`. Rejects if a part of the dialog does not arrive.
export async function openFind(options) {
  loading ??= Promise.all([loadStyleSheet(new URL("find.css", import.meta.url).href), loadLater()]).then(() => new Find(options));
  loading.catch(() => (loading = null));
  (await loading).show();
}

class Find {
  #dialog = copyOf("find");
  #box = this.#dialog.querySelector("[name=query]");
  #found = this.#dialog.querySelector(".found");
  #status = this.#dialog.querySelector(".find-status");
  #retry = this.#dialog.querySelector("[name=retry]");
  #day = this.#dialog.querySelector(".go-to-day");
  #store; #search; #go; #rooms; #textBox;
  #allPeople = null; // the list of all people in the room, once `rooms()` has loaded it
  #caret = 0; // where the caret was in the text box when the dialog opened; the browser forgets it
  #drawn = []; // the messages in the list
  #named = ""; // the query for which rooms and people were found
  #chosen = 0; // index of what Enter opens
  #timer = 0;

  constructor({ store, box, go, rooms }) {
    this.#store = store;
    this.#textBox = box;
    this.#go = go;
    this.#rooms = rooms;
    this.#search = this.#searchOf(store.state.room);
    this.#listen();
    this.#retryWhenBack(store);
    this.#followChanges(store);
    document.body.append(this.#dialog);
  }

  show() {
    if (this.#dialog.open) return;
    if (this.#search.room !== this.#store.state.room) this.#search = this.#searchOf(this.#store.state.room);
    this.#day.elements.day.max = dayOf(new Date());
    this.#caret = this.#textBox.selectionEnd;
    this.#dialog.showModal();
    this.#box.select();
    this.#ask(); // what was found before may have changed
  }

  #searchOf = (room) => new Search({ room, changed: () => this.#draw(), state: () => this.#store.state });

  #listen() {
    this.#dialog.addEventListener("click", ({ target }) => (target === this.#dialog || target.closest(".close")) && this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#clear());
    this.#box.addEventListener("input", () => this.#typed());
    this.#box.addEventListener("keydown", (event) => this.#press(event));
    this.#found.addEventListener("click", ({ target }) => this.#take([...this.#found.children].indexOf(target.closest("li"))));
    this.#found.addEventListener("scroll", () => this.#searchNearEnd(), { passive: true });
    this.#retry.addEventListener("click", () => this.#search.retry());
    this.#day.addEventListener("submit", (event) => (event.preventDefault(), this.#goToDay(this.#day.elements.day.value)));
  }

  #retryWhenBack(store) {
    let { connection } = store.state;
    store.subscribe((state) => {
      const isBack = connection !== "live" && state.connection === "live";
      connection = state.connection;
      if (isBack && this.#search.status === "failed") this.#search.retry();
    });
  }

  #followChanges(store) {
    let { kept } = store.state;
    store.subscribe((state) => {
      if (state.kept === kept) return;
      const added = state.kept.entries.filter((entry) => !kept.entries.includes(entry));
      kept = state.kept;
      this.#search.apply(added);
    });
  }

  // A text that is deleted later must not stay in the closed dialog.
  #clear() {
    clearTimeout(this.#timer);
    if (!this.#dialog.open) this.#search.ask("");
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  #ask() {
    clearTimeout(this.#timer);
    this.#search.ask(this.#query);
    this.#drawNamed();
    if (this.#query !== "") this.#findAllPeople().catch(console.warn);
  }

  // In a large room the page at first knows only some of the people.
  async #findAllPeople() {
    const { people } = this.#store.state;
    this.#allPeople ??= (await this.#rooms()).allPeople;
    await this.#allPeople.load();
    if (this.#allPeople.in(this.#store.state).length > people.length) this.#drawNamed();
  }

  get #query() {
    return this.#box.value.replace(NAMELESS, "").trim();
  }

  #press(event) {
    if (isComposing(event)) return;
    if (event.key in STEPS) this.#choose(this.#chosen + STEPS[event.key]);
    else if (event.key !== "Enter") return;
    else if (this.#isOfBefore(this.#found.children[this.#chosen])) this.#ask();
    else this.#take(this.#chosen);
    event.preventDefault();
  }

  // Whether the item was found for an earlier query than the one that is typed now. Rooms and people are found at once, and messages
  // once the server answers.
  #isOfBefore(item) {
    const { room, person } = item?.dataset ?? {};
    return (room || person ? this.#named : this.#search.shown) !== this.#query;
  }

  #choose(index) {
    const items = [...this.#found.children];
    this.#chosen = Math.max(0, Math.min(index, items.length - 1));
    items.forEach((item, index) => item.setAttribute("aria-selected", index === this.#chosen));
    items[this.#chosen]?.scrollIntoView({ block: "nearest" });
    this.#box.setAttribute("aria-activedescendant", items[this.#chosen]?.id ?? "");
  }

  #take(index) {
    const { room, person, seq } = this.#found.children[index]?.dataset ?? {};
    if (!room && !person && !seq) return;
    if (room) return this.#go(room); // the dialog closes once the room is left, so that messages which arrived behind it stay unread
    if (seq) return this.#leaveFor(Number(seq));
    this.#dialog.close();
    this.#mention(person);
  }

  async #leaveFor(seq) {
    await this.#go(this.#search.room, seq); // first, so that messages which arrived behind the dialog stay unread
    this.#dialog.close();
  }

  #mention(name) {
    this.#textBox.setSelectionRange(this.#caret, this.#caret);
    mention(name, this.#textBox);
  }

  // Rooms and people stand above the messages.
  #drawNamed() {
    const { state } = this.#store;
    const shared = sharedNamesIn(state);
    this.#named = this.#query;
    const people = peopleNamed(this.#allPeople?.in(state) ?? state.people, state.you, this.#query);
    for (const item of this.#found.querySelectorAll("[data-room], [data-person]")) item.remove();
    this.#found.prepend(...roomsNamed(state, this.#query).map(roomItemOf), ...people.map((person) => personItemOf(person, shared)));
    this.#box.setAttribute("aria-expanded", this.#found.children.length > 0);
    this.#choose(0);
  }

  #draw() {
    const { messages, status } = this.#search;
    this.#drawFound(messages);
    this.#dialog.dataset.status = status;
    this.#status.textContent = this.#sentence();
    this.#retry.hidden = status !== "failed";
    this.#searchNearEnd();
  }

  // Shows the messages that were found: if the list shows the first of them already, adds the others; if not, replaces the list. While a
  // search runs, the list shows what the search before it found.
  #drawFound(messages) {
    const isContinued = this.#drawn.length > 0 && this.#drawn.every((message, index) => message === messages[index]);
    const added = isContinued ? messages.slice(this.#drawn.length) : messages;
    const searched = wordsIn(this.#search.shown);
    if (!isContinued) this.#found.replaceChildren();
    this.#found.append(...added.map((message) => itemOf(message, searched)));
    this.#drawn = messages;
    if (!isContinued) this.#drawNamed();
  }

  #sentence() {
    const { status, messages, hasMore } = this.#search;
    if (status === "failed" && !navigator.onLine) return words("search offline");
    if (status in SENTENCES) return words(SENTENCES[status]);
    if (status === "empty" || hasMore) return "";
    return messages.length === 0 ? words("nothing found") : words("messages found", { count: messages.length });
  }

  // Looks for more messages also if the list does not fill its space: an answer of the server may cover only a part of the room.
  #searchNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#found;
    if (this.#dialog.open && this.#search.hasMore && scrollHeight - scrollTop - clientHeight < NEAR_END_PX) this.#search.more();
  }

  async #goToDay(day) {
    this.#status.textContent = words("searching");
    try {
      const seq = await firstSince(this.#search.room, day);
      if (!this.#dialog.open) return; // the person did not wait
      if (seq === null) return (this.#status.textContent = words("no messages since"));
      this.#leaveFor(seq);
    } catch {
      this.#status.textContent = words(navigator.onLine ? "search failed" : "search offline");
    }
  }
}
