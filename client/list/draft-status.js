// The status below a message: why a draft is not sent yet or why it failed, with buttons for what the person can do; or the question
// whether to delete the message.

import { words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";

const REASONS = {
  not_stored: "not stored",
  too_long: "message too long",
  empty: "message empty",
  ends_connection: "attempts failed",
  too_late: "too late",
  no_such_message: "message was deleted",
  not_yours: "not yours",
  too_many: "too many reactions",
};
const MAY_RETRY = ["not_stored", "ends_connection"]; // with any other code the server would refuse the draft again
// not_stored: the outbox sends the draft again; too_late, not_yours: another text would be refused, too.
const MAY_NOT_REVISE = ["not_stored", "too_late", "not_yours"];
const FAILURES = { edit: "edit not saved", delete: "not deleted", react: "reaction not saved" };

// A sentence about a draft that failed.
export const failureOf = (draft, limit) => `${titleOf(draft)} ${reasonOf(draft.refusal, limit)}`;

const titleOf = ({ type, emoji }) => words(FAILURES[type] ?? "not sent", { emoji });

const reasonOf = ({ code }, limit) => words(REASONS[code] ?? "not accepted", { limit });

// The element stays as long as it says the same, so that a button in it keeps the focus.
const drawn = new WeakMap();

export function drawStatus(item, { status, isAsked, change, message, limit }) {
  const draft = change ?? message;
  const kind = isAsked ? "deleting" : status;
  const says = JSON.stringify(isAsked ? kind : [kind, draft.draft, draft.refusal]);
  if (drawn.get(item) === says) return;
  drawn.set(item, says);
  item.querySelector(".draft-status")?.remove();
  if (kind === null) return;
  const element = copyOf(kind);
  item.append(element);
  if (kind === "failed") drawFailure(element, draft, limit);
}

function drawFailure(element, { draft, type, emoji, refusal }, limit) {
  element.dataset.draft = draft;
  element.querySelector("strong").textContent = titleOf({ type, emoji });
  element.querySelector(".reason").textContent = reasonOf(refusal, limit);
  element.querySelector("[name=retry]").hidden = !MAY_RETRY.includes(refusal.code);
  element.querySelector("[name=revise]").hidden = !mayRevise({ type, refusal });
  element.querySelector("[name=discard]").textContent = words(type === "say" ? "delete" : "discard");
}

export const mayRevise = ({ type, refusal }) => ["say", "edit"].includes(type) && !MAY_NOT_REVISE.includes(refusal.code);
