// Walks the list by the arrow keys, message by message; only the one that is reached offers its buttons to Tab.

const STEPS = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };

export function walk(list, view) {
  view.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const reached = from(event.target, step, list);
    if (!reached) return;
    event.preventDefault();
    reached.focus();
  });
  list.addEventListener("focusin", ({ target }) => offer(target, 0));
  list.addEventListener("focusout", ({ target }) => offer(target, -1));
}

// From the list as a whole one comes to its last message.
function from(target, step, list) {
  if (target.closest("pre")) return null; // a wall of code scrolls
  const item = target.closest(".message");
  let reached = item ? item[step] : list.lastElementChild;
  while (reached && !reached.matches(".message")) reached = reached[item ? step : STEPS.ArrowUp];
  return reached;
}

function offer(target, tabIndex) {
  const button = target.closest(".message")?.querySelector(".copy-link");
  if (button) button.tabIndex = tabIndex;
}
