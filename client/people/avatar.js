// How a person is shown: a hue and a tag computed from the id, which renaming does not change, and the initials of the name. Pure.

import { memoized } from "../state/memo.js";

export const HUES = 12;

export const hueOf = (id) => (hashOf(id) >>> 16) % HUES;

// Distinguishes people with the same name, because not everybody can tell them apart by colour.
export const tagOf = (id) => `#${hashOf(id).toString(36).padStart(4, "0").slice(-4)}`;

// The names, in lower case, that at least two of these people have.
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
export const sharedNamesIn = ({ people, messages, you }) => sharedAmong(people, messages, you);

export function initialsOf(name) {
  const words = name.trim().split(/\s+/u);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map(firstGrapheme).join("").toLocaleUpperCase();
}

// A grapheme may be several code points: a flag, an emoji, a letter with its marks.
const segmenter = new Intl.Segmenter();
const firstGrapheme = (word) => segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? "";

// The hash FNV-1a, over code points in place of bytes. composer/subject.js uses it, too, to tell whether a text was changed.
export function hashOf(id) {
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  return hash >>> 0;
}
