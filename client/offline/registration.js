// Registers the service worker, and asks for the worker of a new version as soon as the server has one.

const WORKER = "/worker.js";

// The page's security headers forbid to run a script by its address, except by this policy, which knows a single address.
const policy = globalThis.trustedTypes?.createPolicy("hubbub-worker", { createScriptURL: () => WORKER });

// The files of a new version are kept while the person still uses this one, so they are there when the page is loaded again.
export async function registerWorker(store) {
  const address = policy?.createScriptURL(WORKER) ?? WORKER;
  const registration = await navigator.serviceWorker.register(address, { updateViaCache: "none" });
  let { version } = store.state;
  store.subscribe((state) => {
    if (state.version === version) return;
    version = state.version;
    registration?.update().catch(console.warn);
  });
}
