// Loads parts of the page when they are first needed, or once the browser is idle.

import { isUnreached } from "../state/outage.js";

const LATEST_MS = 2_000; // a browser that is not idle by then loads nevertheless

// Returns a function that loads once, and resolves to what `load` does; it has `isLoaded` then. It rejects if a part does not arrive;
// the next call tries again.
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

// Loads these parts each time the tab is live and the browser then idle, so that they are there without a connection, too; and if the
// server cannot be reached, from what the browser keeps.
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
