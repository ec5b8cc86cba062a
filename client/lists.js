// Several names as a sentence lists them; of many the first, and how many more. Pure.

import { locale, words } from "./language.js";

const MOST_NAMED = 3;
const sentence = new Intl.ListFormat(locale, { type: "conjunction" });

// What stands for the others counts as one of them: three names, or two and the number of the rest.
export function listed(names) {
  if (names.length <= MOST_NAMED) return sentence.format(names);
  const named = names.slice(0, MOST_NAMED - 1);
  return sentence.format([...named, words("others", { count: names.length - named.length })]);
}
