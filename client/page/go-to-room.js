// The list of rooms: the room the person is in, and a box that leads to a room by its name.

import { copyOf } from "../browser/templates.js";

export function connectRooms({ list, form, room }) {
  const row = copyOf("room");
  const link = row.querySelector("a");
  link.setAttribute("aria-current", "page");
  link.href = location.pathname;
  link.querySelector(".room-name").textContent = room;
  list.append(row);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = form.elements.room.value.trim();
    if (name !== "") location.assign(`/r/${encodeURIComponent(name)}`); // the server finds the room's name in it
  });
}
