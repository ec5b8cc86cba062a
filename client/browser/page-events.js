// Reports events of the browser to the socket and the store: the network changes; the tab is hidden, left, restored or focused, or
// wakes from sleep; something in it is pressed.

const LOOK_MS = 500;
const MAX_PRESS_MS = 5_000; // a release outside of the window may not be reported
const ASLEEP_MS = 5_000; // a page that did not run for this long was asleep: the machine slept, or the browser stopped the page

export function watchLifecycle({ store, socket }) {
  // On a phone a dialog or a panel lies over the messages, which nobody reads then.
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

  // What is pressed must not move before it is released, or it is not clicked: until then nothing is drawn. The click comes after
  // "pointerup".
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
