// Typed text as it is sent: well-formed, trimmed, and counted as the server counts it. Pure.

// Half of a surrogate pair cannot be sent; it becomes U+FFFD. In a `u` pattern \p{Surrogate} matches only lone ones.
export const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\uFFFD");

// Every line break of Unicode as a line feed: slides and PDFs have vertical tabs and U+0085.
export const withLineFeeds = (text) => text.replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/gu, "\n");

// Without space at the end and empty lines at the start; the indentation of the first line stays.
export const trimmed = (text) => withLineFeeds(wellFormed(text)).trimEnd().replace(/^\n+/u, "");

// In code points of the composed text (NFC), which may be more than the typed ones.
export function lengthOf(text) {
  let length = 0;
  for (const _ of text.normalize("NFC")) length++; // without an array, which takes long for a megabyte
  return length;
}
