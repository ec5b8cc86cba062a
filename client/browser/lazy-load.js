// Loads parts of the page when they are first needed, or once the browser is idle.

import { isUnreached } from "../state/outage.js";

const LATEST_MS = 2_000; // a browser that is not idle by then loads nevertheless

// Returns a function that calls `load` once and resolves to the result. The property `isLoaded` of the function is true once the result
// has come. If a part of the page does not arrive, the call rejects, and the next call tries again.
export function lazily(load) {
  let loading = null;
  const once = () =>
    (loading ??= load().then(
      (part) => ((once.isLoaded = true), part),
      (error) => {
        loading = null;
        throw error;
      },
    ));
  return once;
}

// Each time the tab becomes live, waits until the browser is idle and loads the parts that are not loaded yet, so that the page has them
// if the connection is lost. Does this also if the server cannot be reached, because the service worker may have them.
export function loadWhenIdle(store, loads) {
  let wasDue = false;
  store.subscribe((state) => {
    const isDue = state.connection === "live" || isUnreached(state);
    if (isDue && !wasDue) whenIdle(() => loads.forEach((load) => load().catch(console.warn)));
    wasDue = isDue;
  });
}

const whenIdle = (task) => // Safari does not report when it is idle
  "requestIdleCallback" in window ? requestIdleCallback(task, { timeout: LATEST_MS }) : setTimeout(task, LATEST_MS);
