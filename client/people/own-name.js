// The name of this person: reads it from its cookie and writes it there. The server makes a random first name.

import { wellFormed } from "../text/normalize.js";

const YEAR_SECONDS = 31_536_000;

// The name in the cookie, or "" before the server has given a name.
export const ownName = () => nameIn(document.cookie, location);

// Stores a name unless it is stored already. Safari deletes a cookie written by a script after 7 days, so this also requests the
// page, because its answer sets the cookie again.
export function storeName(name) {
  if (nameIn(document.cookie, location) === name) return;
  document.cookie = cookieFor(name, location);
  fetch(location.pathname, { method: "HEAD", cache: "no-store" }).catch(() => {});
}

// The name in the cookies. The server has carried over a former cookie, `name`, with the page; it may be another program's.
export function nameIn(cookies, address) {
  const cookie = cookieName(address);
  const value = cookies.split("; ").find((pair) => pair.startsWith(`${cookie}=`))?.slice(cookie.length + 1) ?? "";
  try {
    return decodeURIComponent(value).trim();
  } catch {
    return ""; // not percent-encoded UTF-8, so this page did not write it
  }
}

// The name of the cookie, as in service/access/cookies.py. It has the port, because browsers share cookies between the ports of a
// host.
const cookieName = ({ port }) => (["", "80", "443"].includes(port) ? "hubbub_name" : `hubbub_name_${port}`);

// The cookie for a name. The name is percent-encoded, because many servers refuse a header with letters beyond Latin-1.
export const cookieFor = (name, address) =>
  `${cookieName(address)}=${encodeURIComponent(wellFormed(name))}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax` +
  (address.protocol === "https:" ? "; Secure" : "");
