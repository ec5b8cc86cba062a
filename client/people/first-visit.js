// Explains on a first visit, beside the name, what a person needs to know before writing.

import { words } from "../browser/language.js";
import { loadLater } from "../browser/load-later.js";
import * as storage from "../browser/storage.js";

const KEY = "introduced";

// Shows the explanation until the person has written something or changed the name. `root` has the name and the words before it.
export async function introduce(root, store) {
  if (storage.read(KEY)) return;
  await loadLater();
  show(root, true);
  store.subscribe(({ drafts, rename }) => {
    if ((drafts.length === 0 && rename === null) || !root.classList.contains("first-visit")) return;
    storage.write(KEY, true);
    show(root, false);
  });
}

function show(root, isFirstVisit) {
  root.classList.toggle("first-visit", isFirstVisit);
  root.querySelector(".writing-as").textContent = words(isFirstVisit ? "first visit" : "writing as");
}
