// Loads the texts in the person's language and then the page; reloads everything later if a part did not arrive.

import { loadLanguage } from "./browser/language.js";

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;

try {
  await loadLanguage();
  await import("./main.js");
} catch (error) {
  console.error(error);
  const loads = history.state?.loads ?? 0; // history.state survives a reload, also where storage is forbidden
  history.replaceState({ ...history.state, loads: loads + 1 }, "");
  reloadIn(Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** loads));
}

// Reloads the page after this time, once the server answers. Before that a reload would replace the page by the browser's error page.
function reloadIn(milliseconds) {
  setTimeout(async () => {
    const isReachable = await fetch(location.href, { cache: "no-store" }).then(({ ok }) => ok, () => false);
    if (isReachable) location.reload();
    else reloadIn(milliseconds);
  }, milliseconds);
}
