// Starts the page once it knows the language it is to speak; loads it again if a part of it did not arrive.

import { learn } from "./browser/language.js";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

try {
  await learn();
  await import("./main.js");
} catch (error) {
  console.error(error);
  const loads = history.state?.loads ?? 0; // outlives a reload, and needs no storage
  history.replaceState({ ...history.state, loads: loads + 1 }, "");
  loadAgainIn(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** loads));
}

// Not before the server answers: the browser's own page about an error would stay.
function loadAgainIn(milliseconds) {
  setTimeout(async () => {
    const isThere = await fetch(location.href, { cache: "no-store" }).then(({ ok }) => ok, () => false);
    if (isThere) location.reload();
    else loadAgainIn(milliseconds);
  }, milliseconds);
}
