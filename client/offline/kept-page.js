// Stores in this browser the page and all its files, in the version that the server has: the service worker opens them without a network.

const FILES = "hubbub.files."; // followed by the version; worker.js reads the caches of this name and the next
const PAGE = "hubbub.page";
const LOCK = "hubbub.keeping"; // one tab at a time stores the page

// Keeps the version that the server has, each time a connection becomes live. So the next load has the new version, although this page
// still is the former one.
export function keepPage(store) {
  let isLive = false;
  const update = ({ connection, version }) => {
    if (!isLive && connection === "live") navigator.locks.request(LOCK, () => keep(version)).catch(console.warn);
    isLive = connection === "live";
  };
  store.subscribe(update);
  update(store.state);
}

// The page is kept as the answer for page.html of its version, under "/". The kept page changes only once all files of its version are
// there. Until then the former page opens, with its own files.
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
