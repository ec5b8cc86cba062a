// Which room an address means, and where the room's page, line and earlier messages are. Pure.

import { endOf } from "../state/view.js";

const LOBBY = "lobby";

export const roomIn = (path) => /^\/r\/([a-z0-9][a-z0-9-]{0,62})$/u.exec(path)?.[1] ?? LOBBY;

export const homeOf = (room, origin) => `${origin}/r/${room}`;

// Always asks for what comes after the last message held, in the log it is from.
export function lineOf({ room, epoch, last }, origin) {
  const address = new URL("/ws", origin.replace(/^http/u, "ws"));
  address.searchParams.set("room", room);
  if (epoch !== null) {
    address.searchParams.set("after", last);
    address.searchParams.set("epoch", epoch);
  }
  return address.href;
}

// A page of messages: before or after the view, around the message that is sought, or from there onward.
export const pageOf = {
  earlier: ({ room, after }, limit) => `${messagesOf(room)}?before=${after + 1}&limit=${limit}`,
  later: ({ room, ...view }, limit) => `${messagesOf(room)}?after=${endOf(view)}&limit=${limit}`,
  around: ({ room, sought }, limit) => `${messagesOf(room)}?before=${sought.seq + limit / 2}&limit=${limit}`,
  onward: ({ room, sought }, limit) => `${messagesOf(room)}?after=${sought.seq - 1}&limit=${limit}`,
};

const messagesOf = (room) => `/api/rooms/${room}/messages`;

// One message of a room is named by its number behind the room's address.
export const placeOf = (page, seq) => `${page}#${seq}`;
export const seqIn = (hash) => (/^#[1-9]\d{0,14}$/u.test(hash) ? Number(hash.slice(1)) : null);
