// Recognises a long press of a finger on a message, for the sheet of actions.

const HOLD_MS = 500;
const MOVED_PX = 10; // a finger that moves further scrolls

// Links keep the menu that the browser opens for them.
export function connectLongPress(list, pressed) {
  let [timer, start, isPressed] = [0, null, false];
  const stop = () => clearTimeout(timer);
  addEventListener("pointerdown", () => (isPressed = false), { capture: true });
  list.addEventListener("pointerdown", (event) => {
    stop();
    const item = event.target.closest("li.message");
    if (!item || event.pointerType !== "touch" || !event.isPrimary || event.target.closest("a, button")) return;
    start = event;
    timer = setTimeout(() => ((isPressed = true), pressed(item)), HOLD_MS);
  });
  list.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (start && Math.hypot(clientX - start.clientX, clientY - start.clientY) > MOVED_PX) stop();
  });
  for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, stop);
  list.addEventListener("contextmenu", (event) => event.pointerType === "touch" && !event.target.closest("a") && event.preventDefault());
  // When the finger is lifted, some browsers click on what is under it then, such as the sheet: that click is ignored. `detail` is 0
  // if no pointer clicked.
  addEventListener("click", (event) => isPressed && event.detail > 0 && (event.preventDefault(), event.stopPropagation()), { capture: true });
}
