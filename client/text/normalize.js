// Normalises typed text before it is sent, and counts its length as the server does. Pure.

// Replaces lone halves of surrogate pairs, which cannot be sent, by U+FFFD. In a `u` pattern \p{Surrogate} matches no whole pair.
export const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\uFFFD");

// Replaces every line break of Unicode by a line feed: text from slides and PDFs has vertical tabs and U+0085.
export const withLineFeeds = (text) => text.replace(/\r\n|[\r\v\f\x1c-\x1e\u0085\u2028\u2029]/gu, "\n");

// Removes space at the end and empty lines at the start. The indentation of the first line stays.
export const trimmed = (text) => withLineFeeds(wellFormed(text)).trimEnd().replace(/^\n+/u, "");

// The length in code points of the composed text (NFC), which can have more code points than the typed text.
export function lengthOf(text) {
  let length = 0;
  for (const _ of text.normalize("NFC")) length++; // an array of the code points would take long for a megabyte
  return length;
}

// The first code points of a text, at most this many.
export const firstOf = (text, count) => [...text.slice(0, 2 * count)].slice(0, count).join("");

// The text, cut to this many code points if it is longer.
export function shortened(text, count) {
  const first = firstOf(text, count);
  return first === text ? text : `${first}…`;
}
