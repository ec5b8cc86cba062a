// Loads parts of the page when they are first needed, or once the browser is idle.

import { isUnreached } from "../state/outage.js";

const LATEST_MS = 2_000; // a browser that is not idle by then loads nevertheless

// Returns a function that calls `load` once and resolves to its result; from then on its property `isLoaded` is true. If a part does not
// arrive, it rejects, and the next call tries again.
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

// Loads these parts each time the tab has become live, once the browser is idle, so that they are there if the connection is lost. Loads
// them also if the server cannot be reached: then from the files that this browser keeps.
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
