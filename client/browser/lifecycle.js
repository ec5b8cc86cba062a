// Reports events of the browser to the socket and the store: the network changes; the tab is hidden, left, restored or focused.

export function watchLifecycle({ store, socket }) {
  const reportAttention = () =>
    store.apply({ type: "attention", isHidden: document.hidden, isFocused: document.hasFocus() });

  addEventListener("online", () => socket.reconnectNow());
  addEventListener("offline", () => socket.reconnectNow());
  addEventListener("pageshow", ({ persisted }) => persisted && socket.resume());
  addEventListener("pagehide", () => socket.close());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) socket.resume();
    reportAttention();
  });
  for (const change of ["focus", "blur"]) addEventListener(change, reportAttention);
  reportAttention();
}
