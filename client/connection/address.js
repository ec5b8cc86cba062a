// The addresses of a room, its WebSocket, its pages of history, its messages and its people; and the subprotocols of its WebSocket. Pure.

import { endOf } from "../state/view.js";

const LOBBY = "lobby";

// The room that the page's path names. The server serves the page only at paths of rooms, and normalises the room's name. A path under
// /r/ with an invalid name does not give the lobby: a message must not go to another room than the address names.
export function roomIn(path) {
  const name = /^\/r\/(.*?)\/*$/su.exec(path)?.[1];
  return name === undefined ? LOBBY : decoded(name) || path; // at "/r/" there is no name: returns the path, which the server refuses as a name
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // not percent-encoded UTF-8: the server refuses it as a name
  }
}

// Returns the room that a link leads to, in the spelling of the link; null if the link does not lead to a room's page of this origin. The
// lobby has two addresses, "/" and "/r/lobby".
export const linkedRoom = ({ origin, pathname }, here) =>
  origin === here.origin && /^\/(?:r\/+[^/]|$)/u.test(pathname) ? roomIn(pathname) : null;

export const roomPath = (room) => `/r/${encodeURIComponent(room)}`;
export const roomAddress = (room, origin) => origin + roomPath(room);

// The address of the WebSocket. If the tab knows the epoch, from a welcome or a copy, the address asks only for the entries after the
// last one that the tab has.
export function socketAddress({ room, epoch, last }, origin) {
  const address = new URL("/ws", origin.replace(/^http/u, "ws"));
  address.searchParams.set("room", room);
  address.searchParams.set("entries", "all"); // pages of versions that know no edits do not send this
  if (epoch !== null) {
    address.searchParams.set("after", last);
    address.searchParams.set("epoch", epoch);
  }
  return address.href;
}

// The subprotocols of the WebSocket. There are none while the server knows this browser by its cookies. Otherwise two take the place
// of the cookies: they have the secret and the name of the person. "hubbub", before them, is the one that the server selects.
export const offeredIdentity = ({ secret, you }) =>
  secret === null ? [] : ["hubbub", `hubbub_person.${secret}`, `hubbub_name.${percentEncoded(you.name)}`];

// Parentheses are the only characters that encodeURIComponent leaves and a subprotocol must not have.
const percentEncoded = (name) => encodeURIComponent(name).replaceAll("(", "%28").replaceAll(")", "%29");

// The address of a page of history, by its place: before the view, after it (from its last message on), around the target, or
// from the target on.
export const historyAddress = {
  earlier: ({ room, after }, limit) => `${messagesOf(room)}?before=${after + 1}&limit=${limit}`,
  later: ({ room, ...view }, limit) => `${messagesOf(room)}?after=${Math.max(view.after, endOf(view) - 1)}&limit=${limit + 1}`,
  around: ({ room, target }, limit) => `${messagesOf(room)}?before=${target.seq + limit / 2}&limit=${limit}`,
  from: ({ room, target }, limit) => `${messagesOf(room)}?after=${target.seq - 1}&limit=${limit}`,
};

export const qrAddress = (room) => `/api/rooms/${encodeURIComponent(room)}/qr`;

// The address of a page of the people in a room, after the place at which the page before ended.
export const peopleAddress = (room, after, limit) => `/api/rooms/${encodeURIComponent(room)}/people?limit=${limit}&after=${after}`;

export const unreadAddress = (room, mark, limit) => `${messagesOf(room)}?after=${mark}&limit=${limit}`;

const messagesOf = (room) => `/api/rooms/${encodeURIComponent(room)}/messages`;

export const messageAddress = (roomAddress, seq) => `${roomAddress}#${seq}`;
export const seqIn = (hash) => (/^#[1-9]\d{0,14}$/u.test(hash) ? Number(hash.slice(1)) : null);
