// Watches over a line that is away: tells that it lasts, asks over HTTP why, and has it said when it is over.

import { isAway } from "../state/outage.js";

const LASTS_MS = 3_000; // what is shorter nobody needs to hear of
const SAID_MS = 4_000;
const PATIENCE_MS = 5_000;

export class Vigil {
  #act; #ask;
  #waiting = 0; // timers
  #saying = 0;
  #asked = 0; // at which try

  constructor({ act, ask }) {
    this.#act = act;
    this.#ask = ask;
  }

  update(state) {
    if (!isAway(state)) this.#rest();
    else if (state.trouble === null) this.#waiting ||= setTimeout(() => this.#act({ type: "lasts" }), LASTS_MS);
    else if (state.tries !== this.#asked) this.#askWhy(state);
    if (state.isBack) this.#saying ||= setTimeout(() => this.#act({ type: "told" }), SAID_MS);
    else this.#saying = clearTimeout(this.#saying);
  }

  #rest() {
    this.#waiting = clearTimeout(this.#waiting);
    this.#asked = 0;
  }

  // Once for each try that failed, but for the one the trouble began with: most lines are back with the next.
  async #askWhy({ tries }) {
    const isFirst = this.#asked === 0;
    this.#asked = tries;
    if (!isFirst) this.#act({ type: "answer", code: await this.#ask() });
  }
}

// The code of what the server answers to a plain request for the line; null if nothing, or nothing of ours.
export async function codeOf(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return (await answer.json()).code;
  } catch {
    return null;
  }
}
