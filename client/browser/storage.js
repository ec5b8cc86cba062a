// localStorage that may be missing, full or forbidden: then things last only as long as the tab.

const PREFIX = "hubbub.";

export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

// Says whether it could; the page goes on without.
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
    // forbidden, so nothing was kept
  }
}

export function keys(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + start)).map(plain);
  } catch {
    return [];
  }
}

// Tells of each change another tab of this browser makes, as (key, value now); a removed value is null.
export function watch(heard) {
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(PREFIX)) heard(plain(key), read(plain(key)));
  });
}

// From one page to the next in the same tab, which takes it once.
export function handOver(key, value) {
  try {
    sessionStorage.setItem(PREFIX + key, value);
  } catch {
    // forbidden, so the next page begins anew
  }
}

export function takeOver(key) {
  try {
    const value = sessionStorage.getItem(PREFIX + key);
    sessionStorage.removeItem(PREFIX + key);
    return value;
  } catch {
    return null;
  }
}

const plain = (key) => key.slice(PREFIX.length);
