// Loads what the page does not need at first: the words, templates, icons and styles of all parts that load later.

import { lazily } from "./lazy-load.js";
import { loadLaterWords, translate } from "./language.js";
import { loadStyleSheet } from "./style-sheet.js";

export const loadLater = lazily(async () => {
  const at = (file) => new URL(`../${file}`, import.meta.url);
  const [page] = await Promise.all([documentAt(at("later.html")), loadLaterWords(), loadStyleSheet(at("later.css").href)]);
  translate(page);
  document.body.append(...page.querySelectorAll("template, .icons"));
});

// Other ways to parse HTML need a policy for Trusted Types, and the Content-Security-Policy of the page allows none for HTML.
function documentAt(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.onloadend = () => (request.status === 200 ? resolve(request.response) : reject(new Error(`${url}: ${request.status}`)));
    request.open("GET", url);
    request.send();
  });
}
