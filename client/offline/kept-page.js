// Stores in this browser the server's version of the page, with all its files, so that the service worker can open it without a network.

const FILES = "hubbub.files."; // followed by the version; worker.js also has the names of these two caches
const PAGE = "hubbub.page";
const LOCK = "hubbub.keeping"; // one tab at a time stores the page

// Keeps the version that the server has, each time a connection becomes live. So the next page that opens without a network has the new
// version, although this page still has the former one.
export function keepPage(store) {
  let isLive = false;
  const update = ({ connection, version }) => {
    if (!isLive && connection === "live") navigator.locks.request(LOCK, () => keep(version)).catch(console.warn);
    isLive = connection === "live";
  };
  store.subscribe(update);
  update(store.state);
}

// Keeps under "/" the server's answer for page.html; the address of this answer tells the version. Replaces the kept page only once all
// files of the new version are stored. Until then the former page opens, with the files of its version.
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

// Removes the files of all other versions. Tabs that are still open need the files of the former version.
async function removeAllBut(versions) {
  const staying = versions.map((version) => FILES + version);
  const others = (await caches.keys()).filter((name) => name.startsWith(FILES) && !staying.includes(name));
  await Promise.all(others.map((name) => caches.delete(name)));
}
