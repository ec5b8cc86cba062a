// Suggests people, or everybody, for a mention that is being typed. Pure.

import { endsInCode } from "./blocks.js";
import { EVERYBODY, folded, LETTERS_BEFORE } from "./mentions.js";

const MAX_SUGGESTIONS = 8;
const MAX_NAME = 32;

// The mention being typed before the caret, as { start, typed }, or null. In a code block an @ mentions nobody.
export function mentionAt(text, caret) {
  if (text.includes("```") && endsInCode(text.slice(0, caret))) return null;
  const line = text.slice(Math.max(0, caret - MAX_NAME - 1), caret);
  const found = new RegExp(`(?<![${LETTERS_BEFORE}@])@([^@\\n]*)$`, "u").exec(line);
  return found && { start: caret - found[0].length, typed: found[1] };
}

// First the people whose name is `typed`, then those whose name begins with it, then those whose name has a later word that begins with
// it. In each group the people who wrote last come first, and @all and @here, as { id: null, name }, come last. Nobody is suggested if
// `typed` is the whole name of the only match, or once a space follows a whole name: then Enter sends the message and does not complete a
// longer name.
export function suggestions({ people, messages, you }, typed) {
  const start = folded(typed);
  const all = [...people, ...EVERYBODY.map((name) => ({ id: null, name }))];
  if (typed.endsWith(" ") && all.some(({ name }) => folded(name) === start.trimEnd())) return [];
  const latest = new Map(messages.map(({ from, seq }) => [from.id, seq]));
  const matches = all
    .map((person) => ({ person, rank: rankOf(folded(person.name), start), seq: latest.get(person.id) ?? 0 }))
    .filter(({ person, rank }) => person.id !== you.id && rank < NO_MATCH)
    .sort((one, other) => one.rank - other.rank || other.seq - one.seq);
  return matches.length === 1 && matches[0].rank === 0 ? [] : matches.slice(0, MAX_SUGGESTIONS).map(({ person }) => person);
}

const NO_MATCH = 3;
function rankOf(name, start) {
  if (name === start) return 0;
  if (name.startsWith(start)) return 1;
  return name.includes(` ${start}`) ? 2 : NO_MATCH;
}
