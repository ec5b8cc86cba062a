// Whether the server still lets us in: a page cannot read why a handshake was refused, so it asks for itself once more.

const PATIENCE_MS = 10_000;
const REST_MS = 10 * 60_000; // who was not asked anything by the page that came would not be by the next

// Who has to answer a question first, as for a new passphrase, finds it in place of the page.
export async function knock(place = location, past = history) {
  if (Date.now() - (past.state?.knockedAt ?? 0) < REST_MS || (await statusOf(place.pathname)) !== 403) return;
  past.replaceState({ ...past.state, knockedAt: Date.now() }, ""); // outlives a reload, and needs no storage
  place.reload();
}

// Asked for as the browser asks for it: a gateway may refuse what is not a GET. Without a line there is none.
async function statusOf(path) {
  const ask = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) };
  return fetch(path, ask).then(({ status }) => status, () => null);
}
