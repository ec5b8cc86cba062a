// Stores in this browser the page and all its files, in the version that the server has: the service worker opens them without a network.

const FILES = "hubbub.files."; // and the version; this name and the next are also in worker.js, which reads these caches
const PAGE = "hubbub.page";
const LOCK = "hubbub.keeping"; // one tab at a time stores the page

// Keeps the version that the server has, each time the page gets a connection. A new version is kept while the person still uses the
// one before, so that it is there when the page is loaded again.
export function keepPage(store) {
  let isLive = false;
  const update = ({ connection, version }) => {
    if (!isLive && connection === "live") navigator.locks.request(LOCK, () => keep(version)).catch(console.warn);
    isLive = connection === "live";
  };
  store.subscribe(update);
  update(store.state);
}

// The kept page changes only once all files of its version are there. Until then the former page opens, with its own files.
async function keep(version) {
  const pages = await caches.open(PAGE);
  const former = /static\/(\w+)/.exec((await pages.match("/"))?.url)?.[1];
  if (former === version) return;
  const address = (name) => `/static/${version}/${name}`;
  const names = await (await fetch(address("kept-files.json"))).json();
  const files = await caches.open(FILES + version);
  await files.addAll(names.map(address)); // all or none
  await pages.put("/", await files.match(address("page.html"), { ignoreVary: true }));
  await removeAllBut([version, former, document.documentElement.dataset.version]);
}

// Tabs that are still open need the files of the version before.
async function removeAllBut(versions) {
  const staying = versions.map((version) => FILES + version);
  const others = (await caches.keys()).filter((name) => name.startsWith(FILES) && !staying.includes(name));
  await Promise.all(others.map((name) => caches.delete(name)));
}
