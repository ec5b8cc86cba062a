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

  draw(state) {
    const { room, epoch, outage } = state;
    const { text, isPending } = topicIn(state);
    const hint = isPending && outage ? "sent when reconnected" : text === "" ? "add topic" : "change topic";
    const drawn = JSON.stringify([room, text, isPending, hint, epoch === null]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#button.hidden = epoch === null;
    this.#button.classList.toggle("is-missing", text === "");
    this.#button.classList.toggle("pending", isPending);
    this.#button.title = words(hint);
    this.#text.textContent = text || words("add topic");
  }

  async #change() {
    const { room, limits } = this.#store.state;
    const { askForTopic } = await import("./topic-dialog.js");
    const text = await askForTopic(topicIn(this.#store.state).text, limits.topic);
    if (text !== null && room === this.#store.state.room) this.#outbox.add({ type: "topic", text });
  }
}

// The topic as this person sees it: with their latest draft, even before it is settled.
function topicIn({ topic, drafts }) {
  const draft = drafts.findLast(({ type, state }) => type === "topic" && state !== "failed");
  return { text: (draft ?? topic)?.text ?? "", isPending: draft !== undefined };
}
