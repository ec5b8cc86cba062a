// How a person looks: a hue and a tag from the id, which no rename changes, and initials from the name. Pure.

import { memoized } from "../state/memo.js";

export const HUES = 12;

export const hueOf = (id) => (hashOf(id) >>> 16) % HUES;

// Tells two people of one name apart, where a colour alone must not.
export const tagOf = (id) => `#${hashOf(id).toString(36).padStart(4, "0").slice(-4)}`;

// The names, in small letters, that more than one of these people have.
export function sharedNames(people) {
  const ids = new Map();
  const shared = new Set();
  for (const { id, name } of people) {
    const key = name.toLowerCase();
    if ((ids.get(key) ?? id) !== id) shared.add(key);
    ids.set(key, id);
  }
  return shared;
}

const sharedAmong = memoized((people, messages, you) => sharedNames([you, ...people, ...messages.map(({ from }) => from)]));
export const namesakes = ({ people, messages, you }) => sharedAmong(people, messages, you);

export function initialsOf(name) {
  const words = name.trim().split(/\s+/u);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map(first).join("").toLocaleUpperCase();
}

// What a reader calls one letter, which may be several code points: a flag, an emoji, a letter with its marks.
const letters = new Intl.Segmenter();
const first = (word) => letters.segment(word)[Symbol.iterator]().next().value?.segment ?? "";

// FNV-1a: ids of which one letter differs, or the order of letters, get different hues.
function hashOf(id) {
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  return hash >>> 0;
}
