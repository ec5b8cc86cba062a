// What a row says of a message beside its words: whether it speaks to us, whose it is among several of one name, and
// what holds it up. Pure.

import { namesakes, tagOf } from "../people/avatar.js";
import { memoized } from "../state/memo.js";
import { finderOf, isNamed } from "../text/mentions.js";

export function about(state) {
  const find = finder(state);
  const shared = namesakes(state);
  return (message) => ({
    called: message.from.id !== state.you.id && isNamed(find(message.text), state.you.name),
    tag: shared.has(message.from.name.toLowerCase()) ? tagOf(message.from.id) : "",
    note: noteOf(state, message),
    limit: state.limits.text,
  });
}

const finderFor = memoized((people, name) => finderOf([name, ...people.map((person) => person.name)]));
export const finder = ({ people, you }) => finderFor(people, you.name);

// What holds up several drafts is said once, under the last.
function noteOf({ drafts, trouble, haste }, { seq, draft, state }) {
  if (seq !== undefined) return null;
  if (state === "failed") return "failed";
  if (draft !== drafts.at(-1).draft) return state === "slow" ? "slow" : null;
  return (trouble && "waits") || (haste && "held") || (state === "slow" ? "slow" : null);
}
