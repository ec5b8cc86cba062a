// The part of the state about drafts: what the person wants to add, until it comes back as an entry. Pure.

// A draft has an `id`, the time `at`, a `state` ("pending", "slow", or "failed" with its `refusal`), a `type` ("say", "edit", "delete",
// "react" or "topic") and the other fields of the frame of that type. If a field is the number of a message, `epoch` is the lifetime
// of the log that the number belongs to.
export const drafts = {
  slow: (state, { id }) => withDraft(state, id, { state: "slow" }),
  retry: (state, { id }) => withDraft(state, id, { state: "pending", refusal: null }),
  delete: (state, { id }) => withoutDrafts(state, [id]),
};

export const withAdded = (state, draft) => ({ ...state, drafts: [...state.drafts, draft] });

// Removes the drafts that became these entries. The entries may be messages of a page of history: a draft can become a message that
// this connection never brings.
export const withSettled = (state, entries) => withoutDrafts(state, entries.map(({ draft }) => draft));

// The server refused a draft. A draft that was sent too fast stays pending, because the outbox sends it again. A draft without a row is
// dropped, unless the server only failed to store it. Any other draft fails; if its message does not exist, see `withoutMessage`.
export function withRefusal(state, { draft: id, code, reason, retry_ms }) {
  const refusal = { code, reason, retry_ms };
  if (isTooFast(refusal)) return withDraft({ ...state, isThrottled: true }, id, { state: "pending", refusal });
  if (code !== NOT_STORED && state.drafts.some((draft) => draft.id === id && !hasRow(draft))) return withoutDrafts(state, [id]);
  if (code !== NO_MESSAGE) return withDraft(state, id, { state: "failed", refusal });
  return withDrafts(state, state.drafts.flatMap((draft) => (draft.id === id ? withoutMessage(draft, refusal) : [draft])));
}

// A message was deleted: removes or replaces the failed drafts about it, as `withoutMessage` does.
export function withoutFailed(state, { message }) {
  const isFailed = (draft) => draft.message === message && draft.state === "failed";
  return withDrafts(state, state.drafts.flatMap((draft) => (isFailed(draft) ? withoutMessage(draft, { code: NO_MESSAGE }) : [draft])));
}

export const isTooFast = ({ code }) => code === "too_fast";

// Brings drafts into this epoch, in which a number of another epoch means nothing: a reply loses such a number, an edit with one becomes
// a message that failed, and a deletion or a reaction with one is dropped.
export const inEpoch = (epoch, drafts) =>
  drafts.flatMap((draft) => ((draft.epoch ?? epoch) === epoch ? [draft] : ofOtherEpoch(draft)));

// Whether the list shows the draft if it is refused: a new message as a row, any other draft at the message that it is about. A topic
// has no row, so a refused topic is dropped, unless the outbox sends it again (NOT_STORED). The page limits its length, so the server
// has hardly a reason to refuse it.
const hasRow = ({ type, message }) => type === "say" || message !== undefined;

const NOT_STORED = "not_stored"; // the outbox sends such a draft again
const NO_MESSAGE = "no_such_message";

const ofOtherEpoch = ({ reply, epoch, ...draft }) => (draft.type === "say" ? [draft] : withoutMessage(draft, { code: NO_MESSAGE }));

// The message of a draft does not exist or was deleted. Returns what replaces the draft, as a list. A reply fails. An edit becomes a
// message that failed, so that its text is not lost. A deletion or a reaction is dropped, because it has no purpose any more.
function withoutMessage({ id, type, at, text, ...fields }, refusal) {
  if (type === "say") return [{ id, type, at, text, ...fields, state: "failed", refusal }];
  return type === "edit" ? [{ id, type: "say", at, text, state: "failed", refusal }] : [];
}

const withDraft = (state, id, changes) =>
  withDrafts(state, state.drafts.map((draft) => (draft.id === id ? { ...draft, ...changes } : draft)));

const withoutDrafts = (state, ids) =>
  state.drafts.some(({ id }) => ids.includes(id)) ? withDrafts(state, state.drafts.filter(({ id }) => !ids.includes(id))) : state;

const withDrafts = (state, drafts) => ({ ...state, drafts, isThrottled: state.isThrottled && drafts.length > 0 });
