// Finds out why the connection is lost: asks the server over HTTP once an interruption lasts. Also decides when the page shows an outage,
// and for how long the page says that an outage has ended.

import { isConnecting } from "../state/outage.js";

const OUTAGE_MS = 3_000; // a shorter interruption is not shown
const RESTORED_MS = 4_000; // for which the page shows that an outage has ended
const ANSWER_MS = 5_000;

// The statuses with which gateways say that a session has ended. Not all are registered: 419, 440, 498 and 561 are of Laravel, IIS,
// ArcGIS and AWS.
const REFUSED = [401, 403, 407, 419, 440, 498, 511, 561];

// A redirect leads to the login of a gateway: Hubbub redirects neither the address of an open page nor /ws.
export const isRefusal = ({ status, type }) => REFUSED.includes(status) || type === "opaqueredirect";

export class Diagnosis {
  #store; #ask;
  #outageTimer = 0;
  #restoredTimer = 0;
  #askedAt = 0; // the value of `attempts` at the latest #diagnose; 0 if there was none in this interruption

  // `ask()` requests the reason; it resolves to the code in the server's answer, or to null.
  constructor({ store, ask }) {
    this.#store = store;
    this.#ask = ask;
    store.subscribe((state) => this.#update(state));
  }

  #update(state) {
    if (!isConnecting(state)) this.#reset();
    else if (state.outage === null) this.#outageTimer ||= this.#applyIn(OUTAGE_MS, "outageLasts");
    else if (state.attempts !== this.#askedAt) this.#diagnose(state);
    if (state.isRestored) this.#restoredTimer ||= this.#applyIn(RESTORED_MS, "restoredReported");
    else this.#restoredTimer = clearTimeout(this.#restoredTimer);
  }

  #applyIn = (milliseconds, type) => setTimeout(() => this.#store.apply({ type }), milliseconds);

  #reset() {
    this.#outageTimer = clearTimeout(this.#outageTimer);
    this.#askedAt = 0;
  }

  // Asks after each attempt that fails once the outage is shown. Does not ask before, because most interruptions end with the next
  // attempt.
  async #diagnose({ attempts }) {
    const isFirst = this.#askedAt === 0;
    this.#askedAt = attempts;
    if (!isFirst) this.#store.apply({ type: "diagnosis", code: await this.#ask() });
  }
}

// Requests the address of the WebSocket over plain HTTP. Returns "refused" for a redirect or a status of REFUSED, and also for a success,
// because a gateway may answer with its login. Hubbub itself answers with 403 if this browser has not entered the passphrase. Otherwise
// returns the code of the error in the answer; null if there is no answer, or none in Hubbub's form.
export async function codeOverHttp(socketAddress) {
  try {
    const answer = await fetch(socketAddress.replace(/^ws/u, "http"), { redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) });
    if (isRefusal(answer) || answer.ok) return "refused";
    return (await answer.json()).code;
  } catch {
    return null;
  }
}
