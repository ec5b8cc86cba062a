// Moves the focus between messages with the arrow keys. Tab stops once at the list; links and buttons of a message are stops only while
// it has the focus.

const STEPS = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };

export function connectArrowKeys(list, scroller) {
  scroller.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = nextStop(event.target, step, list, scroller);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  list.addEventListener("focusin", ({ target }) => setTabIndex(target, 0));
  list.addEventListener("focusout", ({ target }) => setTabIndex(target, -1));
}

// The element that the key leads to: a message, a button that loads more messages, or null. From the list itself both keys lead
// to the last message in view.
function nextStop(target, step, list, scroller) {
  if (target.closest("pre")) return null; // in a code block the arrow keys scroll the code
  const item = target.closest("li.message, .beginning, .end");
  let next = item ? item[step] : lastInView(list, scroller);
  while (next && !stopIn(next)) next = next[step];
  return next && stopIn(next);
}

function lastInView(list, scroller) {
  const { bottom } = scroller.getBoundingClientRect();
  return [...list.children].findLast((item) => !item.matches(".end") && stopIn(item) && item.getBoundingClientRect().top < bottom);
}

const stopIn = (item) => (item.matches(".message") ? item : [...item.querySelectorAll(".more")].find(isShown));

const isShown = (element) => element.getClientRects().length > 0;

function setTabIndex(target, tabIndex) {
  for (const part of target.closest(".message")?.querySelectorAll("a, pre, button:not(.open-actions)") ?? []) part.tabIndex = tabIndex;
}
