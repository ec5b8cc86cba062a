// Begins to keep the page and the last messages of the rooms for times without a network, and makes the page installable.

import { Copies } from "./copies.js";
import { keepPage } from "./kept-page.js";
import { linkManifest, registerWorker } from "./registration.js";

// Browsers give caches and service workers only to pages over https or on localhost. `caches` throws if the page may keep no cookies. In
// both cases the page needs a network.
export async function begin(store) {
  if (!globalThis.caches || !navigator.serviceWorker || !(await caches.keys().catch(() => null))) return;
  new Copies(store);
  linkManifest(store.state);
  const registration = await registerWorker().catch(console.warn); // a private window may allow no service worker
  if (registration) keepPage(store);
}
