// Finds people by what is typed of their names. Pure.

import { isRun, wordsOf } from "../text/folded.js";

// Returns a function that says whether a name has all words of the text, each at the beginning of a word, or anywhere in a
// word if the script has no spaces between words.
export function namedBy(text) {
  const typed = wordsOf(text);
  return (name) => {
    const words = wordsOf(name);
    return typed.every((part) => words.some((word) => word.startsWith(part) || (isRun(part) && word.includes(part))));
  };
}

const MAX_FOUND = 5;

// Finds at most MAX_FOUND of these people by the text, never the person `you`; finds nobody for a text without a word.
export function peopleNamed(people, you, text) {
  if (wordsOf(text).length === 0) return [];
  const isNamed = namedBy(text);
  return people.filter(({ id, name }) => id !== you.id && isNamed(name)).slice(0, MAX_FOUND);
}
