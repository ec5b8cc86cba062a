// Goes on, in all tabs of this browser, as the person whom its cookies name after a hand-over.

import * as storage from "../../browser/storage.js";

const KEY = "person"; // the other tabs only see that it changes

export function becomeAnother({ store, socket }) {
  storage.write(KEY, Date.now());
  goOn({ store, socket });
}

export function followOtherTabs({ store, socket }) {
  storage.watch((key) => key === KEY && goOn({ store, socket }));
}

// The server reads the cookies in the handshake, so the tab reconnects.
function goOn({ store, socket }) {
  socket.reconnectNow();
  store.apply({ type: "countAgain" });
}
