// What happens around the page: the network goes and comes, and so does whoever looks.

export function listenAround({ socket, look, turned }) {
  addEventListener("online", () => socket.refresh());
  addEventListener("offline", () => socket.refresh());
  addEventListener("pageshow", ({ persisted }) => persisted && socket.wake());
  addEventListener("pagehide", () => socket.close());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) socket.wake();
    turned();
    look();
  });
  for (const change of ["focus", "blur"]) addEventListener(change, look);
}
