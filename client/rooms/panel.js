// Draws the list of the rooms that the person has visited, with what is unread in each, and leads to the room that they type.

import { askPermission, REASONS } from "../attention/permission.js";
import { number, words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";
import { roomPath } from "../connection/address.js";
import { roomsIn, shownCount, shownUnread, unreadElsewhere } from "../state/room-list.js";
import { typedRoom } from "./typed-room.js";

export class RoomsPanel {
  #panel; #list; #elsewhere; #store; #notice;
  #drawn = []; // the parts of the state that the list shows
  #rows = new Map(); // by room: { says, item }

  // `elsewhere` is the element that shows what is unread in the other rooms. `go(room, seq)` shows a room, and the message in it unless
  // `seq` is null.
  constructor({ panel, elsewhere, store, notice, go }) {
    this.#panel = panel;
    this.#store = store;
    this.#notice = notice;
    this.#list = panel.querySelector(".room-list");
    this.#elsewhere = elsewhere;
    const form = panel.querySelector(".go-to-room");
    form.addEventListener("submit", (event) => (event.preventDefault(), this.#goToTyped(form.elements.room, go)));
    form.addEventListener("input", () => form.elements.room.setCustomValidity(""));
    this.#list.addEventListener("click", ({ target }) => {
      const button = target.closest("[name=menu]");
      if (button) this.#openMenu(button.closest("li").dataset.room, button);
      else if (target.closest("a")) this.#close();
    });
  }

  draw(state) {
    const shown = [state.room, state.rooms, state.unread];
    if (shown.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = shown;
    this.#drawRows(roomsIn(state));
    const elsewhere = unreadElsewhere(state);
    this.#elsewhere.hidden = elsewhere.unread === 0;
    this.#elsewhere.textContent = shownUnread(elsewhere, number);
  }

  #drawRows(rooms) {
    const items = rooms.map((room, index) => this.#itemOf({ ...room, isDivided: index > 0 && !room.pinned && rooms[index - 1].pinned }));
    for (const item of [...this.#list.children]) if (!items.includes(item)) item.remove();
    arrange(this.#list, items);
    for (const name of this.#rows.keys()) if (!rooms.some(({ room }) => room === name)) this.#rows.delete(name);
  }

  #itemOf({ at, ...room }) {
    const { says, item } = this.#rows.get(room.room) ?? { item: copyOf("room") };
    const now = JSON.stringify(room);
    if (now !== says) drawRow(item, room);
    this.#rows.set(room.room, { says: now, item });
    return item;
  }

  #goToTyped(field, go) {
    const { room, seq, problem, limit } = typedRoom(field.value, location);
    if (room === null) {
      field.setCustomValidity(words(problem, { limit }));
      return field.reportValidity();
    }
    field.value = "";
    go(room, seq);
    this.#close(); // after `go`, so that messages which came behind the panel do not count as read
  }

  // On a narrow page the list is a panel over the messages.
  #close() {
    if (this.#panel.matches(":popover-open")) this.#panel.hidePopover();
  }

  #openMenu(name, button) {
    const shown = roomsIn(this.#store.state).find(({ room }) => room === name);
    const acts = {
      pin: { type: "changeRoom", room: name, pinned: !shown.pinned },
      mute: { type: "changeRoom", room: name, muted: !shown.muted },
      leave: { type: "forgetRoom", room: name },
    };
    const act = (choice, level) => (choice === "notify" ? this.#notify(name, level) : this.#store.apply(acts[choice]));
    this.#notice.unlessMissing(async () => {
      const { openRoomMenu } = await import("./room-menu.js");
      await openRoomMenu(button, shown, act);
    });
  }

  async #notify(room, level) {
    this.#store.apply({ type: "changeRoom", room, notify: level });
    const permission = level === null || level === "off" ? "granted" : await askPermission();
    if (permission !== "granted") this.#notice.show(words(REASONS[permission]));
  }
}

// Puts the rows in order. A row with the focus would lose it by being moved, so the other rows are moved around that row.
function arrange(list, items) {
  if (items.every((item, index) => item === list.children[index])) return;
  const focused = items.findIndex((item) => item.contains(document.activeElement));
  if (focused === -1) return list.append(...items);
  items[focused].before(...items.slice(0, focused));
  items[focused].after(...items.slice(focused + 1));
}

function drawRow(item, { room, isOpen, pinned, muted, unread, mentions, isDivided }) {
  const link = item.querySelector(".to-room");
  item.dataset.room = room;
  link.href = roomPath(room);
  item.querySelector(".room-name").textContent = room;
  link.toggleAttribute("aria-current", isOpen);
  if (isOpen) link.setAttribute("aria-current", "page");
  item.toggleAttribute("data-unread", unread > 0 && !muted);
  item.toggleAttribute("data-muted", muted);
  item.toggleAttribute("data-pinned", pinned);
  item.classList.toggle("divided", isDivided);
  item.querySelector(".room-menu").hidden = false;
  item.querySelector(".room-menu").setAttribute("aria-label", words("room actions", { room }));
  item.querySelector(".unread-count").hidden = unread === 0;
  item.querySelector(".unread-count").textContent = shownCount(unread, number);
  item.querySelector(".mention-mark").hidden = mentions === 0;
  item.querySelector(".unread-words").textContent = spoken(unread, mentions);
}

// The plural form is that of the real number, although "99+" is shown.
function spoken(unread, mentions) {
  if (unread === 0) return "";
  const count = words("unread messages", { count: unread }).replace(number(unread), shownCount(unread, number));
  return count + (mentions > 0 ? `, ${words("mentions you")}` : "");
}
