// What a row says of a message beside its words: whether it speaks to us, whose it is among several of one name, and
// what holds it up. Pure.

import { sharedNames, tagOf } from "./faces.js";
import { finderOf, isNamed } from "./mentions.js";

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

// Those that were worked out last: a drawing follows another, and seldom has somebody come or gone in between.
const remembered = (work) => {
  let [before, result] = [[], null];
  return (...parts) => {
    if (parts.some((part, index) => part !== before[index])) [before, result] = [parts, work(...parts)];
    return result;
  };
};

const finderFor = remembered((people, name) => finderOf([name, ...people.map((person) => person.name)]));
export const finder = ({ people, you }) => finderFor(people, you.name);

const sharedAmong = remembered((people, messages, you) => sharedNames([you, ...people, ...messages.map(({ from }) => from)]));
export const namesakes = ({ people, messages, you }) => sharedAmong(people, messages, you);

// What holds up several drafts is said once, under the last.
function noteOf({ drafts, trouble, haste }, { seq, draft, state }) {
  if (seq !== undefined) return null;
  if (state === "failed") return "failed";
  if (draft !== drafts.at(-1).draft) return state === "slow" ? "slow" : null;
  return (trouble && "waits") || (haste && "held") || (state === "slow" ? "slow" : null);
}
