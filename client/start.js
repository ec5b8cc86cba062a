// Loads the texts in the person's language and then the page; reloads everything later if a part did not arrive.
// In a browser that is too old for the page, shows a sentence that says so: this file and its imports run in browsers since 2020.

import { loadLanguage, words } from "./browser/language.js";

// The server writes its version here. A page that came before an update of the server gets this file and its imports from the updated
// server, but no other module. So this file compares the versions, and reloads the page if they differ.
const VERSION = "{{version}}";

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;

if (isTooOld()) loadLanguage().then(showTooOld, showTooOld);
else if (document.documentElement.dataset.version !== VERSION) reload(VERSION);
else loadLanguage().then(() => import("./main.js")).catch(reload);

// Whether the browser lacks something that the page cannot run without. A failed import of main.js does not prove that: it also fails if
// a file does not arrive. The README names the oldest browsers in which everything works.
function isTooOld() {
  try {
    new RegExp("", "v");
    return !("Segmenter" in Intl && "canParse" in URL);
  } catch {
    return true;
  }
}

function showTooOld() {
  const sentence = document.querySelector(".too-old");
  if (words) sentence.textContent = words("browser too old");
  sentence.hidden = false;
}

function reload(error) {
  console.error(error);
  const loads = history.state?.loads ?? 0; // history.state survives a reload, also where storage is forbidden
  history.replaceState({ ...history.state, loads: loads + 1 }, "");
  reloadIn(Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** loads));
}

// Requests the page every `milliseconds`, and reloads it only once the server has sent it: an earlier reload would show the
// browser's error page.
function reloadIn(milliseconds) {
  setTimeout(async () => {
    const isReachable = await fetch(location.href, { cache: "no-store" }).then(({ ok }) => ok, () => false);
    if (isReachable) location.reload();
    else reloadIn(milliseconds);
  }, milliseconds);
}
