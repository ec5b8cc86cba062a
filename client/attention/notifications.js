// Shows one notification for each room with messages that notify the person: a later message replaces it, and an edit changes its
// text. Closes it once its message is read or deleted, or the person has left the room.

import { words } from "../browser/language.js";
import { roomPath } from "../connection/address.js";
import { isDeleted } from "../state/deleted.js";
import { knownMessage } from "../state/view.js";
import { markOf } from "../state/visited-rooms.js";
import { plainText } from "../text/blocks.js";
import { shortened } from "../text/normalize.js";
import { actionIn } from "../text/slash-commands.js";
import { permission } from "./permission.js";

const MAX_CHARACTERS = 200; // of a text; more is cut off by most systems

export class Notifications {
  #open;
  #shown = new Map(); // by room: { message, count, showsText, close }

  // `open(room, seq)` leads to a message.
  constructor({ open }) {
    this.#open = open;
  }

  // `messages` are those of a room that notify the person, the latest one last.
  show(room, messages, showsText) {
    const count = (this.#shown.get(room)?.count ?? 0) + messages.length;
    this.#display(room, { message: messages.at(-1), count, showsText });
  }

  // The seq of the message in the notification of a room; null if the room has none.
  seqIn = (room) => this.#shown.get(room)?.message.seq ?? null;

  // Brings the room's notification up to date, if it shows the message `seq`. `message` is that message as it is now, or undefined if
  // the log no longer has it. A changed text is shown without another alert.
  update(room, seq, message) {
    const shown = this.#shown.get(room);
    if (shown?.message.seq !== seq) return;
    if (message === undefined || message.deleted) this.#close(room);
    else if (shown.showsText && message.text !== shown.message.text) this.#display(room, { ...shown, message }, { renotify: false });
  }

  draw(state) {
    for (const [room, { message: { seq } }] of this.#shown)
      if (!state.rooms[room] || markOf(state, room) >= seq || (room === state.room && isDeleted(state, seq))) this.#close(room);
      else if (room === state.room) this.update(room, seq, knownMessage(state, seq) ?? this.#shown.get(room).message);
  }

  #display(room, { message, count, showsText }, more = {}) {
    if (permission() !== "granted") return;
    const close = display(showsText ? titleOf(message, room) : room, {
      body: showsText ? excerptOf(message.text) : words("new messages", { count }),
      tag: `hubbub ${room}`,
      renotify: true,
      silent: true, // the sound is a setting of its own
      data: { address: `${roomPath(room)}#${message.seq}` },
      ...more,
    }, () => this.#open(room, message.seq));
    this.#shown.set(room, { message, count, showsText, close });
  }

  #close(room) {
    this.#shown.get(room).close();
    this.#shown.delete(room);
  }
}

const titleOf = ({ from }, room) => `${from.name} · ${room}`;

const excerptOf = (text) => shortened(plainText(actionIn(text) ?? text), MAX_CHARACTERS);

// Returns a function that closes the notification.
function display(title, options, open) {
  try {
    const notification = new Notification(title, options);
    notification.addEventListener("click", () => {
      window.focus();
      notification.close();
      open();
    });
    return () => notification.close();
  } catch {
    return displayByWorker(title, options); // Chrome on Android has no other way
  }
}

// The service worker, if there is one, opens `data.address` at a click.
function displayByWorker(title, options) {
  const registered = Promise.resolve(navigator.serviceWorker?.getRegistration()).catch(console.warn);
  const shown = registered.then((registration) => registration?.showNotification(title, options)).catch(console.warn);
  return async () => {
    await shown;
    const found = await (await registered)?.getNotifications({ tag: options.tag });
    for (const notification of found ?? []) notification.close();
  };
}
