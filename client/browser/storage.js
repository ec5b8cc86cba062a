// localStorage and sessionStorage, which may be missing, full or forbidden: then values last only as long as the page.

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
    // forbidden, so nothing was stored
  }
}

export function keys(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + start)).map(withoutPrefix);
  } catch {
    return [];
  }
}

// Reports each change that another tab of this browser makes, as (key, new value); the value is null if it was removed.
export function watch(changed) {
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(PREFIX)) changed(withoutPrefix(key), read(withoutPrefix(key)));
  });
}

// A value for the next page in this tab, which takes it once.
export function leaveForNextPage(key, value) {
  try {
    sessionStorage.setItem(PREFIX + key, value);
  } catch {
    // forbidden, so the next page starts without it
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

const withoutPrefix = (key) => key.slice(PREFIX.length);
