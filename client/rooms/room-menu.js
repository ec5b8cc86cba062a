// The menu of a room in the list: pin, mute, leave.

import { words } from "../browser/language.js";
import { loadLater } from "../browser/later.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

// `act(choice)` does what the person chooses: "pin", "mute" or "leave". Rejects if a part of the menu does not arrive.
export async function openRoomMenu(button, { pinned, muted, isOpen }, act) {
  await loadLater();
  const menu = document.createElement("div");
  menu.className = "menu";
  menu.popover = "auto";
  menu.setAttribute("role", "menu");
  menu.append(itemOf("pin", words(pinned ? "unpin room" : "pin room")), itemOf("mute", words(muted ? "unmute room" : "mute room")));
  if (!isOpen) menu.append(itemOf("leave", words("leave room")));
  menu.addEventListener("click", ({ target }) => choose(menu, target.closest("button"), act));
  menu.addEventListener("keydown", (event) => move(menu, event));
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && close(menu, button));
  button.after(menu);
  button.ariaExpanded = "true";
  menu.showPopover();
  menu.firstElementChild.focus();
}

function itemOf(name, text) {
  const item = document.createElement("button");
  Object.assign(item, { type: "button", name, textContent: text, tabIndex: -1 });
  item.setAttribute("role", "menuitem");
  item.classList.toggle("final", name === "leave");
  return item;
}

function choose(menu, item, act) {
  if (!item) return;
  menu.hidePopover();
  act(item.name);
}

function move(menu, event) {
  if (!(event.key in STEPS)) return;
  event.preventDefault();
  event.stopPropagation();
  const items = [...menu.children];
  items[(items.indexOf(document.activeElement) + STEPS[event.key] + items.length) % items.length].focus();
}

function close(menu, button) {
  if (menu.contains(document.activeElement)) button.focus();
  button.ariaExpanded = null;
  menu.remove();
}
