// Stores the names known in a room in this browser, so that mentions stay the same after a reload.

import * as storage from "../browser/storage.js";

const keyOf = (room) => `names.${room}`;

export const readNames = (room) => storage.read(keyOf(room));

export function keepNames(store) {
  let { names, room } = store.state;
  store.subscribe((state) => {
    if (state.names === names) return;
    const isEntered = state.room !== room;
    ({ names, room } = state);
    if (!isEntered) storage.write(keyOf(room), names.map(({ name }) => name));
  });
}
