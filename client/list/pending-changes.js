// Finds what the drafts of this tab will change in each message: its newest edit or deletion, and reactions. Pure.

import { memoized } from "../state/memo.js";
import { knownMessage } from "../state/view.js";

// Returns a Map from the seq of a message to { change, reactions }. `change` is the newest edit or deletion, else a reaction
// that failed, or null. `reactions` is a Map from emoji to true if the person added it last, false if they removed it.
export const changesOf = memoized((drafts) => {
  const changes = new Map();
  for (const draft of [...drafts].sort((one, other) => one.at - other.at)) {
    if (draft.message === undefined) continue;
    const before = changes.get(draft.message) ?? { change: null, reactions: new Map() };
    changes.set(draft.message, withDraft(before, draft));
  }
  return changes;
});

// The text of a message as this person sees it: with their edit, even before it is settled.
export const textAfter = ({ text }, change) => (change?.type === "edit" ? change.text : text);

export const shownText = (state, seq) => {
  const message = knownMessage(state, seq);
  return message ? textAfter(message, changesOf(state.drafts).get(seq)?.change) : "";
};

function withDraft({ change, reactions }, draft) {
  if (draft.type === "edit" || draft.type === "delete") return { change: changeIn(draft), reactions };
  if (draft.state === "failed") return { change: change ?? changeIn(draft), reactions };
  if (draft.type === "react") return { change, reactions: new Map([...reactions, [draft.emoji, draft.on]]) };
  return { change, reactions };
}

// The fields of a draft that the row shows: one object as long as the draft is unchanged, so that the row is not drawn again.
const changesIn = new WeakMap();
function changeIn(draft) {
  const { id, at, epoch, message, ...fields } = draft;
  if (!changesIn.has(draft)) changesIn.set(draft, { draft: id, ...fields });
  return changesIn.get(draft);
}

const NONE = [];

// The reactions to a message as this person sees them, with those chosen but not settled; the same array until something changes. `names`
// has the names of persons by their ids, as far as they are known.
const reactionCache = new WeakMap();
export function reactionsOf(message, chosen = new Map(), you, names) {
  if (message.deleted || (message.reactions === undefined && chosen.size === 0)) return NONE;
  const reactions = shownReactions(message, chosen, you, names);
  const key = JSON.stringify(reactions);
  if (reactionCache.get(message)?.key !== key) reactionCache.set(message, { key, reactions });
  return reactionCache.get(message).reactions;
}

function shownReactions({ reactions = [] }, chosen, you, names) {
  const known = new Set(reactions.map(({ emoji }) => emoji));
  const added = [...chosen.keys()].filter((emoji) => !known.has(emoji)).map((emoji) => ({ emoji, count: 0, from: [] }));
  return [...reactions, ...added].map((reaction) => shownReaction(reaction, chosen, you, names)).filter(({ count }) => count > 0);
}

// The `names` in the result are those of the other people with this reaction.
function shownReaction({ emoji, count, from }, chosen, you, names) {
  const wasMine = from.includes(you);
  const isMine = chosen.get(emoji) ?? wasMine;
  const others = from.filter((id) => id !== you && names.has(id)).map((id) => names.get(id));
  return { emoji, count: count + Number(isMine) - Number(wasMine), isMine, isPending: chosen.has(emoji), from, names: others };
}
