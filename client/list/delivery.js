// What stands under a message of ours that is not settled: why, and what becomes of it or can be done.

import { words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";

const REASONS = {
  not_stored: "not stored",
  too_long: "message too long",
  empty: "message empty",
  ends_line: "attempts failed",
};

export const reasonOf = ({ code }, limit) => words(REASONS[code] ?? "not accepted", { limit });

// A settled message has no note, so it offers nothing to retry.
export function drawNote(item, { note, message, limit }) {
  item.querySelector(".note")?.remove();
  if (note === null) return;
  const element = copyOf(note);
  if (note === "failed") drawFailure(element, message.refusal, limit);
  item.append(element);
}

// What cannot be a message as it is would only fail again; what is tried again by itself is better left as it is.
function drawFailure(element, refusal, limit) {
  element.querySelector(".reason").textContent = reasonOf(refusal, limit);
  element.querySelector(".retry").hidden = !mayYetBeTaken(refusal);
  element.querySelector(".edit").hidden = refusal.code === "not_stored";
}

const mayYetBeTaken = ({ code }) => code === "not_stored" || code === "ends_line";
