// Reloads the page when the server or a gateway refuses it: the reload brings the form for the passphrase, or the gateway's login.

import { isRefusal } from "./diagnosis.js";

const ANSWER_MS = 10_000;
const OWN_PAGE = "data-version="; // an attribute of Hubbub's page; a gateway may show its login at every address with status 200
const RELOAD_EVERY_MS = 10 * 60_000; // a page that was just reloaded is not reloaded again: the next reload would bring no form either

// Requests the page, because scripts cannot read why the handshake of a WebSocket was refused. Reloads it if it is refused, but never
// while something could not be stored. While `isTyping()`, reloads only for Hubbub's own form (403), after which the typed text is in the
// box again. The login of a gateway may take long, so for such a login the banner offers the reload.
export async function reloadIfRefused({ storage, isTyping, place = location, past = history }) {
  const isTooSoon = () => Date.now() - (past.state?.reloadedAt ?? 0) < RELOAD_EVERY_MS;
  const refusal = isTooSoon() || !storage.isComplete ? null : await refusalOf(place.pathname);
  if (refusal === null || isTooSoon() || (refusal.status !== 403 && isTyping())) return; // another call may have begun a reload meanwhile
  past.replaceState({ ...past.state, reloadedAt: Date.now() }, ""); // history.state survives a reload, also where storage is forbidden
  place.reload();
}

// Requests the page. Returns the answer if it is a refusal, otherwise null. Uses GET, as the browser does for the page, because
// a gateway may refuse other methods.
async function refusalOf(path) {
  try {
    const answer = await fetch(path, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) });
    return isRefusal(answer) || (answer.ok && !(await answer.text()).includes(OWN_PAGE)) ? answer : null;
  } catch {
    return null;
  }
}
