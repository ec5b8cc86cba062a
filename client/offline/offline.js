// Begins to keep what the page needs without a network, the page itself and the last messages of the rooms, and makes it installable.

import { Copies } from "./copies.js";
import { registerWorker } from "./registration.js";

// Browsers have no such storage for a page over plain http, except on this machine: there the page needs a network.
export async function begin(store) {
  if (!globalThis.caches || !navigator.serviceWorker) return;
  new Copies(store);
  linkManifest();
  await registerWorker(store).catch(console.warn); // a private window may have none
}

// Not in the page itself, whose first visit has no use for it.
function linkManifest() {
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = new URL("../manifest.webmanifest", import.meta.url).href;
  document.head.append(link);
}
