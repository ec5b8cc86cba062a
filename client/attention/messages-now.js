// Finds the present state of messages that new-messages.js passed on a moment ago: an edit may add or remove a mention, and a deleted
// message does not notify.

import { unreadAddress } from "../connection/address.js";
import { knownMessage } from "../state/view.js";

const PAGE = 100; // messages

// `told` are messages of one room, each with what was known of the room when the message came: { room, message, known }. If the room is
// not the open one, and its head has moved since, requests the messages again. `ask(address)` returns a page of messages, or null.
export async function messagesNow(room, told, store, ask) {
  const [{ message, known }] = told;
  const { room: open, heads } = store.state;
  const page = room !== open && heads[room] > known.head ? await ask(unreadAddress(room, message.seq - 1, PAGE)) : null;
  return told.map((one) => ({ ...one, ...messageNow(one, page?.messages ?? [], store.state) }));
}

function messageNow({ room, message }, messages, state) {
  const found = room === state.room ? knownMessage(state, message.seq) : undefined;
  return found ? { message: found, known: state } : { message: messages.find(({ seq }) => seq === message.seq) ?? message };
}
