// The strip above the text box: it says whose message the text answers, or that the text edits a message.

import { words, writeNamed } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";
import { excerptOf } from "../list/quote.js";
import { knownMessage } from "../state/view.js";

export class SubjectStrip {
  #form; #element;
  #drawn = "";

  constructor({ form, cancel }) {
    this.#form = form;
    this.#element = copyOf("subject");
    form.prepend(this.#element);
    this.#element.querySelector("button").addEventListener("click", cancel);
  }

  // `isOvertaken` says whether the edited message was changed elsewhere since the edit began.
  draw(state, isOvertaken) {
    const { editing, replying } = state;
    const seq = editing ?? replying;
    const answered = editing === null ? knownMessage(state, seq) : undefined;
    const name = answered?.from.name ?? words("message number", { seq });
    const excerpt = answered ? excerptOf(answered) : isOvertaken ? words("edited meanwhile") : "";
    if (this.#drawn === (this.#drawn = JSON.stringify([editing, replying, name, excerpt]))) return;
    this.#element.hidden = seq === null;
    this.#element.querySelector("use").setAttribute("href", editing === null ? "#icon-reply" : "#icon-pen");
    this.#drawLabel(this.#element.querySelector(".label"), editing === null && name);
    this.#element.querySelector(".excerpt").textContent = excerpt;
    this.#drawSend(editing !== null);
  }

  #drawLabel(label, repliedTo) {
    label.classList.toggle("named", repliedTo !== false);
    if (repliedTo === false) label.textContent = words("editing");
    else writeNamed(label, "replying", repliedTo);
  }

  #drawSend(isEdit) {
    this.#form.querySelector(".send .label").textContent = words(isEdit ? "save" : "send");
    this.#form.querySelector(".send use").setAttribute("href", isEdit ? "#icon-done" : "#icon-send");
  }
}
