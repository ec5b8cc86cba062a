// A dialog of the hand-over to another device: asks the server for each step, and shows one sentence and what belongs to the step.

import { loadLater } from "../../browser/load-later.js";
import { words } from "../../browser/language.js";
import { copyOf } from "../../browser/templates.js";

const ANSWER_MS = 10_000;
const ASK_MS = 1_000; // between two requests that ask whether the other device has done its step
const DEAD = ["no_hand_over", "wrong_code"]; // the link was used or cancelled, or is too old

const FAILURES = { too_fast: "too many links", full: "too many links", no_person: "no person cookie" };

export class StepDialog {
  dialog; step = null;
  #endsAt = 0; // when the link ends, by the clock of this device
  #timer = 0;

  // `name` is that of the template. Rejects if a part of the dialog does not arrive.
  static async load(name) {
    await loadLater();
    return new StepDialog(copyOf(name));
  }

  constructor(dialog) {
    this.dialog = dialog;
    dialog.addEventListener("close", () => (clearTimeout(this.#timer), dialog.remove()));
  }

  find = (selector) => this.dialog.querySelector(selector);

  on = (name, act) => this.find(`[name=${name}]`).addEventListener("click", ({ currentTarget }) => act(currentTarget));

  // Shows the parts of the dialog that have this step in `data-steps`, and the sentence. If this hides the focused button, focuses the one
  // that cancels or closes.
  show(step, sentence) {
    this.step = this.dialog.dataset.step = step;
    for (const part of this.dialog.querySelectorAll("[data-steps]")) part.hidden = !part.dataset.steps.split(" ").includes(step);
    this.find(".sentence").textContent = sentence;
    const { activeElement } = document;
    const isFocused = this.dialog.contains(activeElement) && activeElement.getClientRects().length > 0;
    if (this.dialog.open && !isFocused) this.find(".close:not([hidden])").focus();
  }

  // Resolves to the server's answer. After a failure the answer has only `error`, and the dialog shows a sentence about it.
  async ask(route, body) {
    this.show("begun", "");
    const answer = await answerTo(route, body, "POST");
    if (answer.error) this.#fail(answer.error);
    else this.#endsAt = Date.now() + answer.seconds * 1_000;
    return answer;
  }

  // Asks again and again, until `isOver(answer)` is true, the link has ended, or the dialog is closed.
  follow(route, body, method, isOver) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const answer = await answerTo(route, body, method);
      if (!this.dialog.open) return;
      if (DEAD.includes(answer.error)) this.#fail(answer.error);
      else if (answer.error || !isOver(answer)) this.follow(route, body, method, isOver);
    }, ASK_MS);
  }

  #fail(error) {
    const isTooOld = this.#endsAt !== 0 && Date.now() >= this.#endsAt - ASK_MS; // the clock of the server may be a little ahead
    const ended = isTooOld ? "link too old" : "link dead";
    this.show("failed", words(DEAD.includes(error) ? ended : (FAILURES[error] ?? "no answer")));
  }
}

// Tells the server, and needs no answer.
export const tell = (route, method) => void answerTo(route, undefined, method);

async function answerTo(route, body, method) {
  const request = { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(ANSWER_MS) };
  try {
    const answer = await fetch(`/api/hand-over${route}`, request);
    const found = await answer.json();
    return answer.ok ? found : { error: found.code };
  } catch {
    return { error: "no answer" };
  }
}
