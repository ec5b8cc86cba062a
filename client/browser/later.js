// Loads what the page does not need at first: the words and templates of the dialogs for help, emoji and finding, and of the actions.

import { lazily } from "./lazily.js";
import { loadLaterWords, translate } from "./language.js";

export const loadLater = lazily(async () => {
  const [page] = await Promise.all([documentAt(new URL("../later.html", import.meta.url)), loadLaterWords()]);
  translate(page);
  document.body.append(...page.querySelectorAll("template"));
});

// Other ways to parse HTML need a policy for trusted types, which the page's security headers forbid.
function documentAt(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.onloadend = () => (request.status === 200 ? resolve(request.response) : reject(new Error(`${url}: ${request.status}`)));
    request.open("GET", url);
    request.send();
  });
}
