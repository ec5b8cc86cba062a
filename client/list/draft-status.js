// The status below a draft: why the draft is not sent yet, or why it failed, with buttons for what the person can do.

import { words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";

const REASONS = {
  not_stored: "not stored",
  too_long: "message too long",
  empty: "message empty",
  ends_connection: "attempts failed",
};
const MAY_RETRY = ["not_stored", "ends_connection"]; // with any other code the server would refuse the draft again

export const reasonOf = ({ code }, limit) => words(REASONS[code] ?? "not accepted", { limit });

export function drawDraftStatus(item, { status, message, limit }) {
  item.querySelector(".draft-status")?.remove();
  if (status === null) return;
  const element = copyOf(status);
  if (status === "failed") drawFailure(element, message.refusal, limit);
  item.append(element);
}

// A draft that was not stored needs no button to edit it, because the outbox sends it again.
function drawFailure(element, refusal, limit) {
  element.querySelector(".reason").textContent = reasonOf(refusal, limit);
  element.querySelector(".retry").hidden = !MAY_RETRY.includes(refusal.code);
  element.querySelector(".edit").hidden = refusal.code === "not_stored";
}
