// The service worker: keeps the page and the files of its version in this browser, so that the page opens without a network.
// A page and its files are always of one version: the addresses of the files name it, and each version has a cache of its own.

const VERSION = "{{version}}"; // written here by the server, so that each version of the page has a worker of its own
const FILES = ["{{files}}"]; // what the page of this version may need without a network
const PAGE = `/static/${VERSION}/page.html`;
const CACHE = "hubbub.files."; // and the version
const COPIES = "hubbub.copies"; // the messages that offline/copies.js keeps
const KEPT_VERSIONS = 2; // this one, and the one before for tabs that are still open
const PATIENCE_MS = 3_000; // after which a page that the server has not sent is opened from the cache
const REFUSALS = [401, 403]; // of a browser that has to enter the passphrase, or to sign in, again
const FILE = /^\/static\/([0-9a-f]+)\//u;
const ROOM = /^[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*$/u; // a name in this form has no other spelling to be redirected from

addEventListener("install", (event) => event.waitUntil(keepFiles()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  const version = FILE.exec(pathname)?.[1];
  if (version) event.respondWith(fileFor(event, version));
  else if (request.mode === "navigate" && isPage(pathname)) event.respondWith(pageFor(event));
});

// Keeps all files or none. Takes over at once: tabs of the version before find their files in its cache.
async function keepFiles() {
  const cache = await caches.open(CACHE + VERSION);
  await cache.addAll([PAGE, ...FILES.map((name) => `/static/${VERSION}/${name}`)]);
  await skipWaiting();
}

async function takeOver() {
  const others = (await caches.keys()).filter((name) => name.startsWith(CACHE) && name !== CACHE + VERSION); // the oldest first
  await Promise.all(others.slice(0, others.length + 1 - KEPT_VERSIONS).map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
}

// The server never answers with a file of another version, so that a file that is not kept is of this version or missing.
async function fileFor({ request }, version) {
  const kept = await caches.match(request, { cacheName: CACHE + version, ignoreVary: true });
  return kept ?? fetch(request);
}

// The server's page, which may be of a newer version or ask for the passphrase. The page that is kept opens only if the server does
// not answer, or only an error.
async function pageFor(event) {
  const answer = answerOf(event);
  event.waitUntil(answer);
  return (await Promise.race([answer, keptPageAfter(PATIENCE_MS)])) ?? (await answer) ?? (await keptPage()) ?? Response.error();
}

async function answerOf({ request, preloadResponse }) {
  try {
    const answer = (await preloadResponse) ?? (await fetch(request));
    if (REFUSALS.includes(answer.status)) await caches.delete(COPIES);
    return answer.status < 500 && answer.type !== "error" ? answer : null; // an error is what Firefox preloads without a network
  } catch {
    return null;
  }
}

const keptPage = () => caches.match(PAGE, { cacheName: CACHE + VERSION, ignoreVary: true });

const keptPageAfter = (milliseconds) => new Promise((resolve) => setTimeout(() => resolve(keptPage()), milliseconds));

// Whether the path is that of a room. The server redirects or refuses the others.
function isPage(path) {
  if (path === "/") return true;
  try {
    const name = decodeURIComponent(/^\/r\/([^/]+)$/u.exec(path)?.[1] ?? "");
    return ROOM.test(name) && name === name.normalize("NFKC").toLowerCase();
  } catch {
    return false; // not percent-encoded UTF-8
  }
}
