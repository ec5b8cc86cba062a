// Chooses the one tab of the browser that shows notifications and plays the sound, and tells the other tabs which room the person sees in
// this tab. Uses Web Locks for both, because the browser frees the locks of a tab that ends, in whatever way.

const CHOSEN = "hubbub.speaker";
const LOOKING = "hubbub.looking.";

// Over plain http browsers have no Web Locks, and without cookies they may refuse locks: in both cases each tab notifies by itself. Over
// plain http a tab only plays the sound, because browsers show no notifications there.
const hasLocks = "locks" in navigator;

export class NotifyingTab {
  isChosen = !hasLocks;
  #store;
  #looksAt = null; // the room that the person sees in this tab, or null
  #releases = { chosen() {}, looking() {} };

  constructor({ store }) {
    this.#store = store;
    if (!hasLocks) return;
    this.#choose();
    store.subscribe(() => this.#look());
    this.#look();
    // Browsers put no page that holds a lock into the back/forward cache, so the page releases its locks when the person leaves it.
    addEventListener("pagehide", () => this.#release());
    addEventListener("pageshow", ({ persisted }) => persisted && (this.#choose(), this.#look()));
  }

  // The rooms that the person sees in a tab of this browser.
  async rooms() {
    const { held } = hasLocks ? await navigator.locks.query().catch(() => ({ held: [] })) : { held: [] };
    const names = held.map(({ name }) => name).filter((name) => name.startsWith(LOOKING));
    return [roomInView(this.#store.state), ...names.map((name) => name.slice(LOOKING.length))];
  }

  #choose() {
    this.#releases.chosen = hold(CHOSEN, "exclusive", () => (this.isChosen = true));
  }

  #look() {
    const room = roomInView(this.#store.state);
    if (room === this.#looksAt) return;
    this.#looksAt = room;
    this.#releases.looking();
    this.#releases.looking = room === null ? () => {} : hold(LOOKING + room, "shared");
  }

  #release() {
    this.isChosen = false;
    this.#looksAt = null;
    for (const release of Object.values(this.#releases)) release();
  }
}

const roomInView = ({ room, isHidden, isFocused }) => (isHidden || !isFocused ? null : room);

// Waits for a lock and holds it. Returns a function that ends the waiting and releases the lock. If the browser refuses locks, each tab
// acts as if it held the lock.
function hold(name, mode, isHeld = () => {}) {
  const { promise, resolve } = Promise.withResolvers();
  const waiting = new AbortController();
  const isOver = ({ name }) => name === "AbortError"; // the lock is no longer wanted
  navigator.locks.request(name, { mode, signal: waiting.signal }, () => (isHeld(), promise)).catch((error) => isOver(error) || isHeld());
  return () => (resolve(), waiting.abort());
}
