// The menu of a room in the list: pin, mute, leave, and which of its messages notify the person.

import { direction, words } from "../browser/language.js";
import { loadLater } from "../browser/load-later.js";

const GAP_PX = 4; // between the button and its menu
const MOVES = { ArrowDown: (index) => index + 1, ArrowUp: (index) => index - 1, Home: () => 0, End: () => -1 }; // -1 is the last
const LEVELS = { "": "as in settings", all: "all messages", mentions: "mentions", off: "off" };

// `act(choice, level)` does what the person chooses: "pin", "mute", "leave", or "notify" with a level, which is null for that of the
// settings. Rejects if a part of the menu does not arrive.
export async function openRoomMenu(button, { pinned, muted, notify, isOpen }, act) {
  await loadLater();
  const menu = document.createElement("div");
  menu.className = "menu";
  menu.popover = "auto";
  menu.setAttribute("role", "menu");
  menu.append(itemOf("pin", words(pinned ? "unpin room" : "pin room")), itemOf("mute", words(muted ? "unmute room" : "mute room")));
  if (!isOpen) menu.append(itemOf("leave", words("leave room")));
  if (!muted) menu.append(levelsOf(notify ?? ""));
  menu.addEventListener("click", ({ target }) => choose(menu, target.closest("button"), act));
  menu.addEventListener("keydown", (event) => move(menu, event));
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && close(menu, button));
  button.after(menu);
  button.ariaExpanded = "true";
  menu.showPopover();
  place(menu, button.getBoundingClientRect());
  menu.firstElementChild.focus();
}

// Places the menu below its button, within the window. A popover is laid out outside of its row, so CSS alone cannot place it.
function place(menu, { bottom, left, right }) {
  menu.style.setProperty("--top", `${Math.min(bottom + GAP_PX, innerHeight - menu.offsetHeight - GAP_PX)}px`);
  menu.style.setProperty("--left", `${Math.max(GAP_PX, direction === "rtl" ? left : right - menu.offsetWidth)}px`);
}

function itemOf(name, text) {
  const item = document.createElement("button");
  Object.assign(item, { type: "button", name, textContent: text, tabIndex: -1 });
  item.setAttribute("role", "menuitem");
  item.classList.toggle("final", name === "leave");
  return item;
}

function levelsOf(chosen) {
  const group = document.createElement("div");
  const title = document.createElement("p");
  group.setAttribute("role", "group");
  group.ariaLabel = title.textContent = words("notifications");
  title.ariaHidden = "true";
  group.append(title, ...Object.entries(LEVELS).map(([level, key]) => levelItemOf(level, words(key), level === chosen)));
  return group;
}

function levelItemOf(level, text, isChosen) {
  const item = Object.assign(itemOf("notify", text), { value: level });
  item.setAttribute("role", "menuitemradio");
  item.setAttribute("aria-checked", isChosen);
  return item;
}

function choose(menu, item, act) {
  if (!item) return;
  menu.hidePopover();
  act(item.name, item.value || null);
}

function move(menu, event) {
  if (!(event.key in MOVES)) return;
  event.preventDefault();
  event.stopPropagation();
  const items = [...menu.querySelectorAll("button")];
  items.at(MOVES[event.key](items.indexOf(document.activeElement)) % items.length).focus();
}

function close(menu, button) {
  if (menu.contains(document.activeElement)) button.focus();
  button.ariaExpanded = null;
  menu.remove();
}
