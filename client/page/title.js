// The tab's title: room and app, and how many messages came while nobody looked.

const app = document.title;

export function updateTitle(state) {
  const waiting = document.hidden ? state.missed : 0;
  document.title = `${waiting ? `(${waiting}) ` : ""}${state.room} · ${app}`;
}
