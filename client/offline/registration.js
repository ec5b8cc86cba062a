// Registers the service worker, and links the manifest by which browsers install the page as an app.

import { roomsIn } from "../state/room-list.js";

const WORKER = "/worker.js";
const MAX_SHORTCUTS = 4; // as many as systems show

// The Content-Security-Policy requires Trusted Types: only this policy may make the address of a worker, and it makes only this one.
const policy = globalThis.trustedTypes?.createPolicy("hubbub-worker", { createScriptURL: () => WORKER });

export const registerWorker = () =>
  navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER, { updateViaCache: "none" });

// The app has shortcuts to the rooms at the top of the list.
export function linkManifest(state) {
  const rooms = roomsIn(state).slice(0, MAX_SHORTCUTS).map(({ room }) => ["room", room]);
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = `/manifest.webmanifest?${new URLSearchParams(rooms)}`;
  document.head.append(link);
}
