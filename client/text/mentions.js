// Finds the mentions (@names) in a text, and suggests people for a mention that is being typed. Pure.

import { ownWords } from "./blocks.js";
import { actionIn } from "./slash-commands.js";

const MAX_SUGGESTIONS = 8;
const MAX_NAME = 32;

// Letters of scripts with spaces between words. If such a letter follows a name, the name is a part of a longer word. In other
// scripts, such as Chinese, a sentence continues directly after a name.
const WORD_LETTERS = "\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Armenian}\\p{Script=Hebrew}\\p{Script=Arabic}\\p{N}_";

// Returns a function that finds the mentions in a text: [{ start, end, name }]. If two names match, the
// longer one counts.
export function finderOf(names) {
  const known = [...new Set(names)].filter((name) => name !== "").sort((one, other) => other.length - one.length);
  if (known.length === 0) return () => [];
  const pattern = new RegExp(`(?<![${WORD_LETTERS}@])@(?:${known.map(escaped).join("|")})(?![${WORD_LETTERS}])`, "giu");
  return (text) => (text.includes("@") ? [...text.matchAll(pattern)].map(mentionOf) : []);
}

const escaped = (name) => name.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
const mentionOf = ({ index, 0: found }) => ({ start: index, end: index + found.length, name: found.slice(1) });

// Whether a text mentions the person with this name. If a longer name in `others` matches there, that person is mentioned.
export function isMentioned(name, text, others) {
  if (name === "" || !text.includes("@")) return false;
  return isNamed(finderOf([name, ...others])(ownWords(actionIn(text) ?? text)), name);
}

export const isLonger = (other, name) => folded(other) !== folded(name) && folded(other).startsWith(folded(name));

const isNamed = (mentions, name) => mentions.some((mention) => folded(mention.name) === folded(name));

// The mention being typed before the caret, as { start, typed }, or null.
export function mentionAt(text, caret) {
  const line = text.slice(Math.max(0, caret - MAX_NAME - 1), caret);
  const found = new RegExp(`(?<![${WORD_LETTERS}@])@([^@\\n]*)$`, "u").exec(line);
  return found && { start: caret - found[0].length, typed: found[1] };
}

// The people whose name starts with `typed`, then the people whose name has a later word that does. In each of the two groups the
// person with the latest message is first. Nobody is suggested once a whole name is typed, so that Enter then sends the
// message and does not complete a longer name.
export function suggestions({ people, messages, you }, typed) {
  const start = folded(typed);
  if (typed.endsWith(" ") && people.some(({ name }) => folded(name) === start.trimEnd())) return [];
  const latest = new Map(messages.map(({ from, seq }) => [from.id, seq]));
  const matches = people
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

// The name without upper case and marks, which people often leave out.
const folded = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
