// Reloads the page when it is refused: in its place comes the form for the passphrase, or the login of a gateway.

const ANSWER_MS = 10_000;
const RELOAD_EVERY_MS = 10 * 60_000; // at most: if a reload brings the page and no form, so would the next one

// A redirect leads to a login, on this host or another: the page itself redirects nowhere.
export const isRefusal = ({ status, type }) => status === 401 || status === 403 || type === "opaqueredirect";

// Requests the page, because scripts cannot read why the handshake of a WebSocket was refused. While `isTyping()` it reloads only for
// Hubbub's own form (403), after which the text is in the box again. For a login, which may take long, the banner offers the reload.
export async function reloadIfRefused({ isTyping, place = location, past = history }) {
  const isTooSoon = Date.now() - (past.state?.reloadedAt ?? 0) < RELOAD_EVERY_MS;
  const answer = isTooSoon ? null : await answerOf(place.pathname);
  if (answer === null || !isRefusal(answer) || (answer.status !== 403 && isTyping())) return;
  past.replaceState({ ...past.state, reloadedAt: Date.now() }, ""); // history.state survives a reload, also where storage is forbidden
  place.reload();
}

// Uses GET, as the browser does for the page, because a gateway may refuse other methods.
async function answerOf(path) {
  const options = { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) };
  return fetch(path, options).catch(() => null);
}
