// Loads the texts in the person's language and then the page; reloads everything later if a part did not arrive.
// A browser that is too old for a part says so instead: this file and what it imports run in older ones, too.

import { loadLanguage, words } from "./browser/language.js";

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;

try {
  await loadLanguage();
  await import("./main.js");
} catch (error) {
  console.error(error);
  if (isTooOld(error)) showTooOld();
  else reload();
}

// Its syntax is unknown here, or an object that some part needs at once does not exist. The README names the oldest browsers.
function isTooOld(error) {
  return error instanceof SyntaxError || !("Segmenter" in Intl && "ListFormat" in Intl);
}

function showTooOld() {
  const sentence = document.querySelector(".too-old");
  if (words) sentence.textContent = words("browser too old");
  sentence.hidden = false;
}

function reload() {
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
