// Has screen readers read out new messages of others and drafts that failed, both collected for a second.

import { words } from "../browser/language.js";
import { plainText } from "../text/blocks.js";
import { shortened } from "../text/normalize.js";
import { actionIn } from "../text/slash-commands.js";
import { failureOf } from "./draft-status.js";

const COLLECT_MS = 1_000;
const KEPT_MS = 5_000; // in the region: a text that is deleted or edited must not stay readable there
const MAX_READ_OUT = 3; // messages; if there are more, only their number is read out
const MAX_CHARACTERS = 400; // of a message: a person can have the rest read out from the list

// The list itself is not a live region, because some screen readers would read all of it again at each change.
export class Announcer {
  #region;
  #state = null;
  #readOut = 0; // number of messages read out so far
  #failed = new Set();
  #timer = 0;
  #clearing = 0;

  constructor(region) {
    this.#region = region;
  }

  draw(state) {
    this.#state = state;
    if (this.#timer === 0 && (state.received.count > this.#readOut || this.#newFailures().length > 0))
      this.#timer = setTimeout(() => this.#announce(), COLLECT_MS);
  }

  #announce() {
    const { received, limits } = this.#state;
    const failures = this.#newFailures().map((draft) => failureOf(draft, limits.text));
    const sentences = [...sentencesOf(received, received.count - this.#readOut), ...failures];
    this.#timer = 0;
    this.#readOut = received.count;
    this.#failed = new Set(failedIn(this.#state).map(({ id }) => id));
    this.#region.replaceChildren(...sentences.map(paragraph));
    clearTimeout(this.#clearing);
    this.#clearing = setTimeout(() => this.#region.replaceChildren(), KEPT_MS);
  }

  #newFailures = () => failedIn(this.#state).filter(({ id }) => !this.#failed.has(id));
}

const failedIn = ({ drafts }) => drafts.filter(({ state }) => state === "failed");

const sentencesOf = ({ recent }, count) =>
  count > MAX_READ_OUT ? [words("new messages", { count })] : recent.slice(recent.length - count).filter(({ deleted }) => !deleted).map(sentenceOf);

function sentenceOf({ from, text }) {
  const action = actionIn(text);
  const spoken = shortened(plainText(action ?? text), MAX_CHARACTERS);
  return action === null ? words("announced message", { name: from.name, text: spoken }) : `${from.name} ${spoken}`;
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}
