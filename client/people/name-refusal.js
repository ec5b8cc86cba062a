// Says in the person's language why a name was refused, and asks for the former name if the server has given the person another one.

import { words } from "../browser/language.js";
import { loadLater } from "../browser/load-later.js";

// The server's reasons are the English sentences of service/text/names.py; tests/text/test_names.py checks that none is missing.
const REASONS = new Map([
  ["A name needs at least one character.", "name empty"],
  ["This name has an invisible character.", "name invisible"],
  ["This name has too many marks on one letter.", "name marks"],
  ["This name is reserved for Hubbub.", "name reserved"],
  ["A word in this name mixes alphabets that look alike. Write each word in one alphabet.", "name mixed"],
]);

// Resolves to a function that gives the reason.
export async function loadReasons(store, socket) {
  await loadLater(); // has the words
  let asked = null;
  store.subscribe(({ rename }) => {
    if (!rename?.former || rename === asked) return;
    if (socket.send({ type: "name", name: rename.former })) asked = rename;
  });
  return reasonOf;
}

function reasonOf({ refusal, reason, requested }, limit) {
  if (refusal === "too_fast") return words("name too fast");
  if ([...requested.normalize("NFKC")].length > limit) return words("name too long", { limit });
  return words(REASONS.get(reason) ?? "name not available");
}
