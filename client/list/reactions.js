// The reactions below a message: a button for each emoji, with the number of people; pressing it adds or takes back one's own.

import { listOf, number, words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";

export function drawReactions(item, reactions) {
  const before = item.querySelector(".reactions");
  if (reactions.length === 0) return before?.remove();
  const element = before ?? copyOf("reactions");
  const buttons = new Map([...element.children].map((button) => [button.value, button]));
  // The button of an emoji stays the same element as long as the emoji is there, so that it keeps the focus.
  const shown = reactions.map((reaction) => drawReaction(buttons.get(reaction.emoji) ?? copyOf("reaction"), reaction));
  for (const button of element.children) if (!shown.includes(button)) button.remove();
  shown.forEach((button, index) => element.children[index] !== button && element.insertBefore(button, element.children[index] ?? null));
  if (!before) item.querySelector(".bubble").after(element);
}

function drawReaction(button, { emoji, count, isMine, isPending, names }) {
  button.value = emoji;
  button.querySelector(".emoji").textContent = emoji;
  button.querySelector(".count").textContent = number(count);
  button.setAttribute("aria-pressed", isMine);
  button.setAttribute("aria-label", words(isMine ? "reaction with yours" : "reaction", { count, emoji }));
  button.title = listOf(isMine ? [...names, words("you")] : names, count);
  button.classList.toggle("pending", isPending);
  return button;
}
