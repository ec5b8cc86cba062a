// Who a text speaks to with @name, and who it may be about to. Pure.

const MOST_OFFERED = 8;
const LONGEST_NAME = 32;

// Letters of scripts that put spaces between words: a name that goes on with one is another word. In the others,
// as in Chinese, the sentence goes on right behind a name.
const SPACED = "\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Armenian}\\p{Script=Hebrew}\\p{Script=Arabic}\\p{N}_";

// A finder of mentions: text → [{ start, end, name }]. Of two names that fit the longer one is meant.
export function finderOf(names) {
  const known = [...new Set(names)].filter((name) => name !== "").sort((one, other) => other.length - one.length);
  if (known.length === 0) return () => [];
  const pattern = new RegExp(`(?<![${SPACED}@])@(?:${known.map(escaped).join("|")})(?![${SPACED}])`, "giu");
  return (text) => (text.includes("@") ? [...text.matchAll(pattern)].map(mentionOf) : []);
}

const escaped = (name) => name.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
const mentionOf = ({ index, 0: found }) => ({ start: index, end: index + found.length, name: found.slice(1) });

export const isNamed = (mentions, name) => mentions.some((mention) => folded(mention.name) === folded(name));

// The @name that is being typed before the caret, or null.
export function begunAt(text, caret) {
  const line = text.slice(Math.max(0, caret - LONGEST_NAME - 1), caret);
  const found = new RegExp(`(?<![${SPACED}@])@([^@\\n]*)$`, "u").exec(line);
  return found && { start: caret - found[0].length, typed: found[1] };
}

// Those it may be: whose name begins so, then those of whom a later word does; who spoke last comes first.
// Nobody when the name stands there whole, so that Enter sends and does not make it another, longer one.
export function offered({ people, messages, you }, typed) {
  const start = folded(typed);
  if (typed.endsWith(" ") && people.some(({ name }) => folded(name) === start.trimEnd())) return [];
  const spoke = new Map(messages.map(({ from, seq }) => [from.id, seq]));
  const fits = people
    .map((person) => ({ person, rank: rankOf(folded(person.name), start), spoke: spoke.get(person.id) ?? 0 }))
    .filter(({ person, rank }) => person.id !== you.id && rank < NO_FIT)
    .sort((one, other) => one.rank - other.rank || other.spoke - one.spoke);
  return fits.length === 1 && fits[0].rank === 0 ? [] : fits.slice(0, MOST_OFFERED).map(({ person }) => person);
}

const NO_FIT = 3;
function rankOf(name, start) {
  if (name === start) return 0;
  if (name.startsWith(start)) return 1;
  return name.includes(` ${start}`) ? 2 : NO_FIT;
}

// As people type names: without capitals and marks.
const folded = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
