// Reports events of the browser to the socket and the store: the network changes; the tab is hidden, left, restored or focused, or
// wakes from sleep.

const LOOK_MS = 500;
const ASLEEP_MS = 5_000; // a page that did not run for so long was asleep, with the machine or by the browser

export function watchLifecycle({ store, socket }) {
  const reportAttention = () =>
    store.apply({ type: "attention", isHidden: document.hidden, isFocused: document.hasFocus() });

  addEventListener("online", () => socket.reconnectNow());
  addEventListener("offline", () => socket.reconnectNow());
  addEventListener("pagehide", () => socket.close());
  const wake = () => {
    socket.resume();
    reportAttention(); // which also draws the page: it may be another day
  };
  addEventListener("pageshow", ({ persisted }) => persisted && wake());
  document.addEventListener("visibilitychange", () => (document.hidden ? reportAttention() : wake()));
  document.addEventListener("resume", wake); // after the browser froze the tab
  whenAwake(wake);
  for (const change of ["focus", "blur"]) addEventListener(change, reportAttention);
  reportAttention();
}

// Calls `wake` after a sleep. The browser reports none: during it timers stand still, and the clock goes on.
function whenAwake(wake) {
  let before = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - before > ASLEEP_MS) wake();
    before = now;
  }, LOOK_MS);
}
