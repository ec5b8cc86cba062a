// Shows the topic of the room in the header, and lets everybody in the room change it.

import { words } from "../browser/language.js";

export class Topic {
  #button; #text; #store; #outbox;
  #drawn = "";

  constructor({ button, store, outbox, notice }) {
    this.#button = button;
    this.#text = button.querySelector("bdi");
    this.#store = store;
    this.#outbox = outbox;
    button.addEventListener("click", () => notice.unlessMissing(() => this.#change()));
  }

  draw({ topic, epoch, room }) {
    const text = topic?.text ?? "";
    const drawn = JSON.stringify([room, text, epoch === null]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#button.hidden = epoch === null;
    this.#button.classList.toggle("is-missing", text === "");
    this.#button.title = words(text === "" ? "add topic" : "change topic");
    this.#text.textContent = text || words("add topic");
  }

  async #change() {
    const { room, topic, limits } = this.#store.state;
    const { askForTopic } = await import("./topic-dialog.js");
    const text = await askForTopic(topic?.text ?? "", limits.topic);
    if (text !== null && room === this.#store.state.room) this.#outbox.add({ type: "topic", text });
  }
}
