// Notifies a person who looks elsewhere, also by a sound, and lets them mention everybody only once a minute.

import { words } from "../browser/language.js";
import * as storage from "../browser/storage.js";
import { markOf } from "../state/visited-rooms.js";
import { pauseBefore } from "./everybody-mentions.js";
import { isUndisturbed, levelOf, notifies } from "./levels.js";
import { messagesNow } from "./messages-now.js";
import { NewMessages } from "./new-messages.js";
import { Notifications } from "./notifications.js";
import { permission } from "./permission.js";
import { QuietSign } from "./quiet-sign.js";
import { playSound } from "./sound.js";
import { NotifyingTab } from "./notifying-tab.js";

const COLLECT_MS = 1_000; // how long messages are collected before they notify; in this time another tab may report them as read
const MAX_EARLIER = 100; // earlier messages kept, to notice a mention of everybody that comes too soon after another
const SOUND_APART_MS = 2_000; // between two sounds, in all tabs
const RANG = "rang"; // key in the storage: when the last sound was

export class Attention {
  #store; #ask; #tab; #notifications; #sign;
  #collected = []; // { room, message, known }; `known` as in levels.js
  #earlier = []; // { room, message }
  #timer = 0;

  // `ask(address)` returns a page of messages; `open(room, seq)` leads to a message; `change` changes a setting.
  constructor({ page, store, ask, open, change, composer }) {
    this.#store = store;
    this.#ask = ask;
    this.#tab = new NotifyingTab({ store });
    this.#notifications = new Notifications({ open });
    this.#sign = new QuietSign({ before: page.querySelector(".open-settings"), store, change });
    const [isWanted, tell] = [(room) => this.#isWanted(room), (...news) => this.#hear(...news)];
    new NewMessages({ store, ask, isWanted, tell, shown: this.#notifications });
    composer.reasonToWait = (text) => this.#reasonToWait(text);
  }

  draw(state) {
    this.#notifications.draw(state);
    this.#sign.draw(state);
  }

  // Whether a message of the room may notify the person, in this tab.
  #isWanted(room) {
    const { state } = this.#store;
    const canNotify = state.settings.sound || permission() === "granted";
    return canNotify && this.#tab.isChosen && !isUndisturbed(state, Date.now()) && levelOf(state, room) !== "off";
  }

  #hear(room, messages, known) {
    if (!this.#isWanted(room)) return;
    this.#collected.push(...messages.map((message) => ({ room, message, known })));
    this.#timer ||= setTimeout(() => this.#notify(), COLLECT_MS);
  }

  async #notify() {
    this.#timer = 0;
    const rooms = Map.groupBy(this.#collected.splice(0), ({ room }) => room);
    const collected = await Promise.all([...rooms].map(([room, of]) => messagesNow(room, of, this.#store, this.#ask)));
    const notifying = collected.flat().filter((one) => this.#notifies(one, this.#remember(one)));
    const seen = notifying.length > 0 ? await this.#tab.rooms() : [];
    const missed = Map.groupBy(notifying.filter(({ room }) => !seen.includes(room)), ({ room }) => room);
    const { settings } = this.#store.state;
    for (const [room, of] of missed) this.#notifications.show(room, of.map(({ message }) => message), settings.showsText);
    if (missed.size > 0 && settings.sound && isSoundDue()) playSound();
  }

  // Remembers the message. Returns the earlier messages of its room.
  #remember({ room, message }) {
    const earlier = this.#earlier.filter((one) => one.room === room).map((one) => one.message);
    this.#earlier = [...this.#earlier, { room, message }].slice(-MAX_EARLIER);
    return earlier;
  }

  #notifies({ room, message, known }, earlier) {
    const { state } = this.#store;
    if (!this.#isWanted(room) || message.deleted || message.seq <= (markOf(state, room) ?? 0)) return false;
    return notifies(message, levelOf(state, room), known, earlier);
  }

  #reasonToWait(text) {
    const milliseconds = pauseBefore(text, this.#store.state, Date.now());
    return milliseconds > 0 ? words("called everybody", { count: Math.ceil(milliseconds / 1_000) }) : null;
  }
}

function isSoundDue() {
  const now = Date.now();
  if (Math.abs(now - (storage.read(RANG) ?? 0)) < SOUND_APART_MS) return false;
  storage.write(RANG, now);
  return true;
}
