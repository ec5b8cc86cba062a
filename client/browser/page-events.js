// Reports events of the browser to the socket and the store: the network changes; the tab is hidden, left, restored or focused, or
// wakes from sleep; something in it is pressed.

const LOOK_MS = 500;
const MAX_PRESS_MS = 5_000; // a release outside of the window may not be reported
// A timer that is this late counts as a wake-up: the machine slept, or the browser stopped the page or slowed its timers.
const ASLEEP_MS = 5_000;

export function watchLifecycle({ store, socket }) {
  // Nobody reads the messages while a modal dialog is open, or while a column lies over them as a panel of a narrow page.
  const reportAttention = () =>
    store.apply({ type: "attention", isHidden: document.hidden, isFocused: document.hasFocus() && !document.querySelector(":modal, .column:popover-open") });

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
  for (const change of ["focus", "blur", "toggle", "close"]) addEventListener(change, reportAttention, true);
  reportAttention();

  // Draws nothing between a press and its release: if the pressed element moves, the browser fires no click. Waits a moment after
  // "pointerup", because the click follows it.
  addEventListener("pointerdown", ({ target, button }) => (store.heldUntil = button === 0 && target.closest("a, button, label") ? performance.now() + MAX_PRESS_MS : 0));
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => (store.heldUntil = 0)));
}

// Calls `wake` after a sleep that no event reports: the timer did not run meanwhile, and the clock went on.
function whenAwake(wake) {
  let before = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - before > ASLEEP_MS) wake();
    before = now;
  }, LOOK_MS);
}
