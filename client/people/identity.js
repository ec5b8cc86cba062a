// In a browser without cookies, keeps the identity of this tab: a secret and a name, in history.state, which survives a reload even there.

import { nameIn, ownName } from "./own-name.js";

// The name of this person, and the secret by which the server knows this tab. The secret is null if the server is to know the browser by
// its cookies.
export function readIdentity() {
  const kept = history.state?.identity;
  return kept && !nameIn(document.cookie, location) ? kept : { secret: null, name: ownName() };
}

// Keeps the identity up to date. Also stores it again in each new entry of the browser's history, whose history.state is empty.
export function keepIdentity(store) {
  store.subscribe(({ secret, you: { name } }) => {
    const kept = history.state?.identity;
    if (secret === null || (kept?.secret === secret && kept.name === name)) return;
    history.replaceState({ ...history.state, identity: { secret, name } }, "");
  });
}
