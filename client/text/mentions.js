// Finds the mentions (@names) in a text. Pure.

import { ownWords } from "./blocks.js";
import { actionIn } from "./slash-commands.js";

// Letters of scripts with spaces between words. If such a letter follows a name, the name is a part of a longer word. In other scripts,
// such as Chinese, a sentence continues directly after a name. In Arabic and Hebrew, words such as "and" are written directly before a
// name, so these letters may stand before the @.
export const LETTERS_BEFORE = "\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Armenian}\\p{N}_";
export const WORD_LETTERS = `${LETTERS_BEFORE}\\p{Script=Hebrew}\\p{Script=Arabic}`;

const JOINT = "\u00a0"; // a no-break space

// The mention of a person as the page writes it. Its spaces are no-break spaces: so a browser that knows an "Ana" but no "Ana Maria"
// finds no mention of Ana in that of Ana Maria.
export const mentionOf = (name) => `@${name.replaceAll(" ", JOINT)}`;

// Returns a function that finds the mentions in a text: [{ start, end, name }]. If two names match, the
// longer one counts.
export function finderOf(names) {
  const known = [...new Set(names)].filter((name) => name !== "").sort((one, other) => other.length - one.length);
  if (known.length === 0) return () => [];
  const pattern = new RegExp(`(?<![${LETTERS_BEFORE}@])@(?:${known.map(escaped).join("|")})(?!${JOINT}?[${WORD_LETTERS}])`, "giu");
  return (text) => (text.includes("@") ? [...text.matchAll(pattern)].map(placed) : []);
}

const escaped = (name) => name.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&").replaceAll(" ", `[ ${JOINT}]`).replace(/['’]/gu, "['’]");
const placed = ({ index, 0: found }) => ({ start: index, end: index + found.length, name: unified(found.slice(1)) });
const unified = (text) => text.replaceAll(JOINT, " ").replaceAll("’", "'"); // phones type ’

// Returns those of `names` that a text mentions, in the spelling of the text. First picks the few names that the text has after an @,
// because it takes long to search for all names at once.
export function namedIn(text, names) {
  if (!text.includes("@")) return [];
  const typed = unified(text.toLowerCase());
  const near = names.filter((name) => typed.includes(`@${unified(name.toLowerCase())}`));
  return [...new Set(finderOf(near)(ownWords(actionIn(text) ?? text)).map(({ name }) => name))];
}

// The names by which a text mentions everybody in the room.
export const EVERYBODY = ["all", "here"];

// Whether a text mentions one of these names. Where a longer name in `others` matches, only that one is mentioned.
export const isMentioned = (names, text, others) =>
  text.includes("@") && finderOf([...names, ...others])(ownWords(actionIn(text) ?? text)).some(({ name }) => isOneOf(names, name));

export const isLonger = (other, name) => folded(other) !== folded(name) && folded(other).startsWith(folded(name));

export const isOneOf = (names, name) => names.some((one) => folded(one) === folded(name));

// The name without upper case and marks, which people often leave out.
export const folded = (name) => unified(name).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
