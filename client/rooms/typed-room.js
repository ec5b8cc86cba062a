// Finds the room that a person means by what they type: a name in any spelling, or an address. Pure.

import { linkedRoom, seqIn } from "../connection/address.js";
import { isTooLong, possibleRoom } from "../text/room-names.js";

const SCHEME = /^https?:\/\//iu;
const PATH = /^[^\s/]*\/r\//iu; // of a room, also behind a host
const PATH_WITHOUT_SLASH = /^r\//iu;

// Returns { room, seq }: the room, and the number of the message if the text is an address that names one, or null. If `room` is null,
// `problem` is the key of the sentence that says why. With "too long for box" comes `limit`, the number of characters that fit into a name.
export function typedRoom(text, here) {
  const typed = text.trim().replace(PATH_WITHOUT_SLASH, "/r/");
  if (!SCHEME.test(typed) && !PATH.test(typed)) return typedName(typed);
  const address = addressOf(typed.replace(SCHEME, ""), here);
  const url = URL.canParse(address) ? new URL(address) : null;
  return { room: url && linkedRoom(url, here), seq: url && seqIn(url.hash), problem: "address elsewhere" };
}

function typedName(typed) {
  const room = possibleRoom(typed);
  if (room !== null && isTooLong(typed)) return { room: null, seq: null, problem: "too long for box", limit: [...room].length };
  return { room, seq: null, problem: "room name invalid" };
}

// An address without its scheme has that of the page.
const addressOf = (rest, { origin, protocol }) => (rest.startsWith("/") ? origin : `${protocol}//`) + rest;
