// How a person looks: a hue from the id, which no rename changes, and initials from the name. Pure.

export const HUES = 12;

// FNV-1a: ids of which one letter differs, or the order of letters, get different hues.
export function hueOf(id) {
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  return (hash >>> 16) % HUES;
}

export function initialsOf(name) {
  const words = name.trim().split(/\s+/u);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map(first).join("").toLocaleUpperCase();
}

// What a reader calls one letter, which may be several code points: a flag, an emoji, a letter with its marks.
const letters = new Intl.Segmenter();
const first = (word) => letters.segment(word)[Symbol.iterator]().next().value?.segment ?? "";
