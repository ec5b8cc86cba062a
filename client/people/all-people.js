// The list of all people in the room: those whom the server reports to each tab, and in a large room also the others, loaded over HTTP.

import { peopleAddress } from "../connection/address.js";
import { jsonAt } from "../connection/api.js";

const PAGE = 500; // people, the most that the server names at once
const FRESH_MS = 10_000; // the page asks again after this time: the server reports that a person has left only if it listed the person

export class AllPeople {
  #store; #changed;
  #room = null; // the room of the people in `#further`
  #further = [];
  #loadedAt = 0;
  #loading = null;

  // `changed()` is called when more people are known.
  constructor({ store, changed }) {
    this.#store = store;
    this.#changed = changed;
  }

  // The people who are known, in no particular order.
  in({ room, people, count }) {
    if (room !== this.#room || people.length >= count) return people;
    const listed = new Set(people.map(({ id }) => id));
    return [...people, ...this.#further.filter(({ id }) => !listed.has(id))];
  }

  // Loads all people of a room in which not everybody is listed, unless it did so less than FRESH_MS ago. Resolves once they are known,
  // or the server did not answer.
  load() {
    this.#loading ??= this.#load().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #load() {
    const { room, people, count } = this.#store.state;
    const isKnown = room === this.#room && Date.now() - this.#loadedAt < FRESH_MS;
    const found = people.length < count && !isKnown ? await peopleOf(room) : null;
    if (room !== this.#store.state.room) return this.#load(); // the person has entered another room meanwhile
    if (found === null) return;
    const listed = new Set(this.#store.state.people.map(({ id }) => id));
    [this.#room, this.#further, this.#loadedAt] = [room, found.filter(({ id }) => !listed.has(id)), Date.now()];
    this.#changed();
  }
}

// Null if a page does not arrive.
async function peopleOf(room) {
  const found = [];
  for (let after = 0; after !== null; ) {
    const page = await jsonAt(peopleAddress(room, after, PAGE));
    if (page === null) return null;
    found.push(...page.people);
    after = page.next ?? null;
  }
  return found;
}
