// Reads and writes localStorage and sessionStorage, and never throws: a failed read gives null, like a key without a value. Also makes
// the cookies that the page writes for the server.

const PREFIX = "hubbub.";

export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

// Returns whether the value was stored.
export function write(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function remove(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // access is forbidden, so there is no value to remove
  }
}

// The keys that begin with `start`.
export function keys(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + start)).map(withoutPrefix);
  } catch {
    return [];
  }
}

// Calls `changed(key, value)` after each change by another tab of this browser; `value` is null if the key was removed. Returns a
// function that ends these calls.
export function watch(changed) {
  const listen = ({ key }) => {
    if (key?.startsWith(PREFIX)) changed(withoutPrefix(key), read(withoutPrefix(key)));
  };
  addEventListener("storage", listen);
  return () => removeEventListener("storage", listen);
}

// Leaves a value for the page that is loaded next in this tab. `takeFromLastPage` reads and removes it.
export function leaveForNextPage(key, value) {
  try {
    sessionStorage.setItem(PREFIX + key, value);
  } catch {
    // access is forbidden, so the next page starts without the value
  }
}

export function takeFromLastPage(key) {
  try {
    const value = sessionStorage.getItem(PREFIX + key);
    sessionStorage.removeItem(PREFIX + key);
    return value;
  } catch {
    return null;
  }
}

const YEAR_SECONDS = 31_536_000;

// The name of a cookie, as in service/access/cookies.py. The name has the port, unless it is 80 or 443, because browsers share cookies
// between the ports of a host.
export const cookieName = (purpose, { port }) => `hubbub_${purpose}${["", "80", "443"].includes(port) ? "" : `_${port}`}`;

// A cookie as `document.cookie` takes it. An empty value removes the cookie from the browser.
export const cookieFor = (purpose, value, address) =>
  `${cookieName(purpose, address)}=${value}; Path=/; Max-Age=${value ? YEAR_SECONDS : 0}; SameSite=Lax` +
  (address.protocol === "https:" ? "; Secure" : "");

const withoutPrefix = (key) => key.slice(PREFIX.length);
