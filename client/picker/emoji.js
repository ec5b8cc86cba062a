// The emoji to pick from: their groups in Unicode's order, names in a language, skin tones, and the search by name. Pure.

import { folded, isRun } from "../text/folded.js";

export const TONES = ["", "\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"];
const LIGHT = TONES[1]; // stands for all tones in emoji.json

// The groups as [{ name, emoji: [{ emoji, name, toned, words }] }], from emoji.json and a file of names/. `isHidden(emoji)`: whether
// the browser cannot draw it.
export function groupsOf({ groups, toned }, { names }, isHidden = () => false) {
  const forms = pairs(toned.split(" "));
  const entryOf = (emoji) => {
    const [name, more] = names[emoji].split("|");
    return { emoji, name, toned: forms.get(emoji) ?? null, words: ` ${plain(name)}| ${plain(more)}` };
  };
  const shown = (listed) => listed.split(" ").filter((emoji) => !isHidden(emoji));
  return Object.entries(groups).map(([name, listed]) => ({ name, emoji: shown(listed).map(entryOf) }));
}

const pairs = (list) => new Map(list.flatMap((one, index) => (index % 2 === 0 ? [[one, list[index + 1]]] : [])));

export const inTone = ({ emoji, toned }, tone) => (tone === "" || toned === null ? emoji : toned.replaceAll(LIGHT, tone));

// Returns a function from an emoji, in any skin tone, to its entry, or to null if there is none.
export function lookUpIn(groups) {
  const entries = new Map(groups.flatMap(({ emoji }) => emoji).flatMap((entry) => [[entry.emoji, entry], [entry.toned, entry]]));
  return (emoji) => {
    const found = entries.get(emoji.replace(/\p{Emoji_Modifier}/gu, LIGHT));
    return found ? { ...found, emoji, toned: null } : null;
  };
}

// The entries that have each typed word in their name or further words, at the beginning of a word, or anywhere if the typed word is of
// a script without spaces. First come entries whose name is the typed text, then those whose name begins with it, then those whose name
// has all words, then all others.
export function search(groups, typed) {
  const words = plain(typed).split(" ").filter((word) => word !== "");
  const ranked = [[], [], [], []];
  if (words.length > 0)
    for (const entry of groups.flatMap(({ emoji }) => emoji)) ranked[rankOf(entry.words, words)]?.push(entry);
  return ranked.flat();
}

function rankOf(text, words) {
  const [name] = text.split("|");
  const has = (text) => words.every((word) => text.includes(isRun(word) ? word : ` ${word}`));
  const typed = ` ${words.join(" ")}`;
  return [name === typed, name.startsWith(typed), has(name), has(text)].indexOf(true);
}

// Folded, and without the ligature of French, which few keyboards have: "coeur" finds "cœur".
const plain = (text) => folded(text).replaceAll("œ", "oe");
