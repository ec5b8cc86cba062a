// Moves the focus between messages with the arrow keys; Tab reaches only the button of the focused message.

const STEPS = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };

export function connectArrowKeys(list, scroller) {
  scroller.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const message = nextMessage(event.target, step, list);
    if (!message) return;
    event.preventDefault();
    message.focus();
  });
  list.addEventListener("focusin", ({ target }) => setTabIndex(target, 0));
  list.addEventListener("focusout", ({ target }) => setTabIndex(target, -1));
}

// The message that the key leads to, or null. From the list itself both keys lead to its last message.
function nextMessage(target, step, list) {
  if (target.closest("pre")) return null; // in a code block the arrow keys scroll the code
  const item = target.closest(".message");
  let next = item ? item[step] : list.lastElementChild;
  while (next && !next.matches(".message")) next = next[item ? step : STEPS.ArrowUp];
  return next;
}

function setTabIndex(target, tabIndex) {
  const button = target.closest(".message")?.querySelector(".copy-link");
  if (button) button.tabIndex = tabIndex;
}
