// Begins to keep what the page needs without a network, the page itself and the last messages of the rooms, and makes the page
// installable.

import { Copies } from "./copies.js";
import { keepPage } from "./kept-page.js";
import { linkManifest, registerWorker } from "./registration.js";

// For a page over plain http, except on this machine, browsers have no caches and no service workers. To a page that may keep no
// cookies they refuse caches with an error. In both cases the page needs a network.
export async function begin(store) {
  if (!globalThis.caches || !navigator.serviceWorker || !(await caches.keys().catch(() => null))) return;
  new Copies(store);
  linkManifest(store.state);
  const registration = await registerWorker().catch(console.warn); // a private window may have none
  if (registration) keepPage(store);
}
