// The name of this person: reads it from its cookie and writes it there. The server makes a random first name.

import { cookieFor, cookieName } from "../browser/storage.js";
import { wellFormed } from "../text/normalize.js";

// The name in the cookie, or "" before the server has given a name.
export const ownName = () => nameIn(document.cookie, location);

// Stores a name unless it is stored already. Safari deletes a cookie after 7 days if a script wrote it, and keeps it if the server
// set it. So this also requests the page: the server's answer sets the cookie again.
export function storeName(name) {
  if (nameIn(document.cookie, location) === name) return;
  document.cookie = nameCookie(name, location);
  fetch(location.pathname, { method: "HEAD", cache: "no-store" }).catch(() => {});
}

// The name in the cookie of this version. The cookie `name` of former versions is not read: it may be another program's, and if it is
// Hubbub's, the server copied it to the present cookie when it sent the page.
export function nameIn(cookies, address) {
  const cookie = cookieName("name", address);
  const value = cookies.split("; ").find((pair) => pair.startsWith(`${cookie}=`))?.slice(cookie.length + 1) ?? "";
  try {
    return decodeURIComponent(value).trim();
  } catch {
    return ""; // not percent-encoded UTF-8, so this page did not write it
  }
}

// The cookie for a name. The name is percent-encoded, because many servers refuse a header with letters beyond Latin-1.
export const nameCookie = (name, address) => cookieFor("name", encodeURIComponent(wellFormed(name)), address);
