// Keeps who this tab is in a browser without cookies: a secret and a name, in history.state, which even such a browser keeps over a reload.

import { nameIn, ownName } from "./own-name.js";

// The name of this person, and the secret by which the server knows this tab; null if it is to know the browser by its cookies.
export function readIdentity() {
  const kept = history.state?.identity;
  return kept && !nameIn(document.cookie, location) ? kept : { secret: null, name: ownName() };
}

// Keeps the identity up to date, also after a link within the page, which begins with an empty history.state.
export function keepIdentity(store) {
  store.subscribe(({ secret, you: { name } }) => {
    const kept = history.state?.identity;
    if (secret === null || (kept?.secret === secret && kept.name === name)) return;
    history.replaceState({ ...history.state, identity: { secret, name } }, "");
  });
}
