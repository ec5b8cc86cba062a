// The rooms that the person left in this tab: keeps what the page knew of each, and sends its drafts until they have settled.

import { isWaiting, roomsWithDrafts } from "../composer/outbox-storage.js";
import { Outbox } from "../composer/outbox.js";
import { Socket } from "../connection/socket.js";
import { initialState } from "../state/state.js";
import { Store } from "../state/store.js";

const FORGOTTEN_MS = 10_000; // if a draft waits longer, no tab is in its room: such a tab would have sent it by then
const MAX_KEPT = 20; // rooms; each has up to 300 messages

export class LeftRooms {
  #rooms = new Map(); // by name, those left first before the others
  #store; #origin; #storageOf;
  #isLive = false;

  // `storageOf(room)` returns the storage for the drafts of a room.
  constructor({ store, origin, storageOf }) {
    this.#store = store;
    this.#origin = origin;
    this.#storageOf = storageOf;
    store.subscribe(({ connection }) => {
      if (!this.#isLive && connection === "live") setTimeout(() => this.#sendForgotten(), FORGOTTEN_MS);
      this.#isLive = connection === "live";
    });
    addEventListener("pagehide", () => this.#rooms.forEach((room) => room.disconnect()));
    addEventListener("pageshow", ({ persisted }) => persisted && this.#rooms.forEach((room) => room.connect()));
  }

  // Keeps the state of a room, and the place that was read in it. Above MAX_KEPT forgets the rooms left first, unless they still send.
  keep(state, place) {
    this.#rooms.set(state.room, new LeftRoom({ state, place, origin: this.#origin, storage: this.#storageOf(state.room) }));
    for (const [name, room] of this.#rooms) if (this.#rooms.size > MAX_KEPT && !room.isSending) this.#rooms.delete(name);
  }

  // Sends drafts that still wait in a room where no tab is, as after a reload in another room.
  #sendForgotten() {
    const { state } = this.#store;
    for (const room of roomsWithDrafts()) {
      const left = this.#rooms.get(room);
      const drafts = this.#storageOf(room).read(left?.state.drafts);
      const isForgotten = drafts.some((draft) => isWaiting(draft) && draft.at < Date.now() - FORGOTTEN_MS);
      const { you: { name }, secret } = state;
      if (isForgotten && room !== state.room && !left?.isSending) this.keep({ ...(left?.state ?? initialState({ room, name, secret })), drafts }, left?.place ?? null);
    }
  }

  // Returns { state, place } of a room that the person returns to, as it is now; {} for a room that is not kept.
  take(name) {
    const room = this.#rooms.get(name);
    if (room === undefined) return {};
    this.#rooms.delete(name);
    room.end();
    return { state: room.state, place: room.place };
  }
}

// While drafts wait, the room has a connection of its own: they must arrive as if the person had stayed.
class LeftRoom {
  place;
  #store; #socket = null; #outbox = null;

  constructor({ state, place, origin, storage }) {
    this.place = place;
    this.#store = new Store(state);
    this.#store.apply({ type: "attention", isHidden: true, isFocused: false }); // nobody reads what comes
    if (hasWaiting(state)) this.#send(origin, storage);
  }

  get state() {
    return this.#store.state;
  }

  get isSending() {
    return this.#outbox !== null;
  }

  end() {
    this.#outbox?.end();
    this.#outbox = null;
    this.disconnect();
  }

  disconnect() {
    this.#socket?.close();
  }

  connect() {
    if (this.isSending) this.#socket.resume();
  }

  #send(origin, storage) {
    this.#socket = new Socket({ store: this.#store, origin, handshakeFailed() {} });
    this.#outbox = new Outbox({ store: this.#store, socket: this.#socket, storage });
    this.#store.subscribe((state) => this.isSending && !hasWaiting(state) && this.end());
    this.#socket.open();
  }
}

const hasWaiting = ({ drafts }) => drafts.some(isWaiting);
