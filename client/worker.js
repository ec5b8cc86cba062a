// The service worker. Opens the page that offline/kept-page.js has stored in this browser, if the server fails or does not answer in time.
// After a click on a notification opens the message. This file contains no version of the page, so that a new version of the page does not
// replace the worker: browsers replace a worker only once it is idle, and a page that is opened during the replacement waits.

// Names of caches, which the modules of offline/ share. A worker may be older or newer than the page, so these names never change.
const FILES = "hubbub.files."; // followed by the version of the files
const PAGE = "hubbub.page"; // the page is kept there as the answer to "/", for all rooms
const COPIES = "hubbub.copies"; // of messages

const PATIENCE_MS = 3_000; // how long to wait for the server's page before the kept page is opened
const REFUSALS = [401, 403]; // the person has to enter the passphrase, or to sign in, again
const FILE = /^\/static\/([0-9a-f]+)\//u;
const ROOM = /^[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*$/u; // the form of a normalised name; the server redirects from other spellings

addEventListener("activate", (event) => event.waitUntil(clients.claim())); // controls also the page that registered this worker
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  const version = FILE.exec(pathname)?.[1];
  if (version) event.respondWith(fileFor(request, version));
  else if (request.mode === "navigate" && isPage(pathname)) event.respondWith(pageFor(request));
});

// A click on a notification opens the message, in a tab of its room or in a new one. Pages show notifications through the worker only
// where they have no other way, as on Android.
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openMessage(new URL(event.notification.data.address, location.origin)));
});

// Returns the kept file, or else requests it. The server has most files only in its present version, so the kept page needs the kept files.
const fileFor = async (request, version) => (await kept(request, FILES + version)) ?? fetch(request);

const kept = (request, cacheName) => caches.match(request, { cacheName, ignoreVary: true });

// Returns the server's page, which may be of a newer version or ask for the passphrase. The kept page is returned only if the server
// does not answer in time, or answers with a status of 500 or above.
async function pageFor(request) {
  const page = await kept("/", PAGE);
  const answer = await answerTo(request, page && PATIENCE_MS).catch((error) => page ?? Promise.reject(error));
  if (REFUSALS.includes(answer.status)) await caches.delete(COPIES); // a browser that is refused must not keep messages
  return page && answer.status >= 500 ? page : answer;
}

async function answerTo(request, milliseconds) {
  const attempt = new AbortController();
  const timer = milliseconds && setTimeout(() => attempt.abort(), milliseconds);
  try {
    return await fetch(request, { signal: attempt.signal });
  } finally {
    clearTimeout(timer);
  }
}

// Whether the path is exactly that of a room's page. Requests for any other path go to the server.
function isPage(path) {
  if (path === "/") return true;
  try {
    const name = decodeURIComponent(/^\/r\/([^/]+)$/u.exec(path)?.[1] ?? "");
    return ROOM.test(name) && name === name.normalize("NFKC").toLowerCase();
  } catch {
    return false; // not percent-encoded UTF-8
  }
}

async function openMessage({ href, pathname }) {
  const tabs = await clients.matchAll({ type: "window" });
  const tab = tabs.find(({ url }) => new URL(url).pathname === pathname);
  if (tab === undefined) return clients.openWindow(href);
  await tab.focus();
  return tab.navigate(href);
}
