// Reloads the page when the server refuses it: the server then shows the form for the passphrase in its place.

const ANSWER_MS = 10_000;
const RELOAD_EVERY_MS = 10 * 60_000; // at most: if a reload brings the page and not the form, the next reload would do so, too

// Requests the page, because scripts cannot read why the handshake of a WebSocket was refused. Reloads if the answer is 403.
export async function reloadIfRefused(place = location, past = history) {
  if (Date.now() - (past.state?.reloadedAt ?? 0) < RELOAD_EVERY_MS || (await statusOf(place.pathname)) !== 403) return;
  past.replaceState({ ...past.state, reloadedAt: Date.now() }, ""); // history.state survives a reload, also where storage is forbidden
  place.reload();
}

// Uses GET, as the browser does for the page, because a gateway may refuse other methods.
async function statusOf(path) {
  const options = { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) };
  return fetch(path, options).then(({ status }) => status, () => null);
}
