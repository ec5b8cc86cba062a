// The tab's title: room and app, and how many messages came while nobody looked.

import { unread } from "./state.js";

const app = document.title;

export function updateTitle(state) {
  const waiting = document.hidden ? unread(state) : 0;
  document.title = `${waiting ? `(${waiting}) ` : ""}${state.room} · ${app}`;
}
