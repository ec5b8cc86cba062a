// Addresses: of the room, its WebSocket, its pages of history and its messages. Pure.

import { endOf } from "../state/view.js";

const LOBBY = "lobby";

// The server serves the page only where a room can be, and knows each spelling. Under /r/ this is never the lobby: what
// somebody writes must not go to another room than the one in the address.
export function roomIn(path) {
  const name = /^\/r\/(.*?)\/*$/su.exec(path)?.[1];
  return name === undefined ? LOBBY : decoded(name) || path; // "/r/" names no room, and neither does its path
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // not percent-encoded UTF-8, so no room: the server refuses it
  }
}

export const roomAddress = (room, origin) => `${origin}/r/${encodeURIComponent(room)}`;

// Asks for everything after the last message received, in the log that message is from.
export function socketAddress({ room, epoch, last }, origin) {
  const address = new URL("/ws", origin.replace(/^http/u, "ws"));
  address.searchParams.set("room", room);
  if (epoch !== null) {
    address.searchParams.set("after", last);
    address.searchParams.set("epoch", epoch);
  }
  return address.href;
}

// A page of history: before or after the view, around the target, or from the target on.
export const historyAddress = {
  earlier: ({ room, after }, limit) => `${messagesOf(room)}?before=${after + 1}&limit=${limit}`,
  later: ({ room, ...view }, limit) => `${messagesOf(room)}?after=${endOf(view)}&limit=${limit}`,
  around: ({ room, target }, limit) => `${messagesOf(room)}?before=${target.seq + limit / 2}&limit=${limit}`,
  from: ({ room, target }, limit) => `${messagesOf(room)}?after=${target.seq - 1}&limit=${limit}`,
};

const messagesOf = (room) => `/api/rooms/${encodeURIComponent(room)}/messages`;

export const messageAddress = (roomAddress, seq) => `${roomAddress}#${seq}`;
export const seqIn = (hash) => (/^#[1-9]\d{0,14}$/u.test(hash) ? Number(hash.slice(1)) : null);
