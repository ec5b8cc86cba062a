// Whether the server still lets us in: scripts cannot read why a handshake was refused, so the page is requested again.

const ANSWER_MS = 10_000;
const RELOAD_EVERY_MS = 10 * 60_000; // at most: a page that came without a question for a passphrase would come so again

// A person who has to enter a passphrase, for example because it was changed, gets the form for it in place of the page.
export async function reloadIfRefused(place = location, past = history) {
  if (Date.now() - (past.state?.reloadedAt ?? 0) < RELOAD_EVERY_MS || (await statusOf(place.pathname)) !== 403) return;
  past.replaceState({ ...past.state, reloadedAt: Date.now() }, ""); // survives a reload, and needs no storage
  place.reload();
}

// By GET, as the browser requests the page: a gateway may refuse other methods.
async function statusOf(path) {
  const options = { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) };
  return fetch(path, options).then(({ status }) => status, () => null);
}
