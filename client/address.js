// Which room an address means, and where the room's page, line and earlier messages are. Pure.

const LOBBY = "lobby";

export const roomIn = (path) => /^\/r\/([a-z0-9][a-z0-9-]{0,62})$/u.exec(path)?.[1] ?? LOBBY;

export const pageOf = (room, origin) => `${origin}/r/${room}`;

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

export const earlierOf = ({ room, after }, limit) => `/api/rooms/${room}/messages?before=${after + 1}&limit=${limit}`;
