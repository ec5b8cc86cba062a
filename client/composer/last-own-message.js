// Finds the last message that this person may still change: in the view if it shows the end of the log, otherwise in the history.

import { historyAddress } from "../connection/address.js";
import { pageAt } from "../connection/api.js";
import { isEditable, isTooOld } from "../list/rows.js";
import { knownMessage } from "../state/view.js";

const PAGE = 100;
const MAX_LOOKED_AT = 1_000; // messages of the history; a person who wrote none of them hardly wants to edit an older one

// Returns the message, which the state then knows, or undefined. Rejects if a page of history does not arrive.
export async function lastOwnMessage(store) {
  const { state } = store;
  if (state.drafts.some(({ type }) => type === "say")) return undefined; // the person's last message is a draft, which cannot be edited
  const isAtEnd = state.later === "none";
  const shown = isAtEnd ? state.messages.findLast((message) => isEditable(message, state)) : undefined;
  return shown ?? loadedFrom(store, isAtEnd ? state.after : state.last);
}

// Looks at the messages up to the seq `end`, the latest first.
async function loadedFrom(store, end) {
  const { room, epoch } = store.state;
  for (let looked = 0; looked < MAX_LOOKED_AT && end > 0; ) {
    const page = await pageAt(historyAddress.earlier({ room, after: end }, PAGE));
    if (page === null) throw new Error("No history arrived.");
    const { state } = store;
    if (room !== state.room || epoch !== state.epoch) return undefined;
    const found = page.messages.findLast((message) => isEditable(message, state));
    if (found) return known(store, found.seq, page);
    if (page.messages.length === 0 || isTooOld(page.messages[0], state)) return undefined;
    looked += page.messages.length;
    end = page.messages[0].seq - 1;
  }
}

// The message as it is now: it may have been changed since the page was read.
function known(store, seq, page) {
  store.apply({ type: "quoted", seq, ...page });
  const message = knownMessage(store.state, seq);
  return message && isEditable(message, store.state) ? message : undefined;
}
