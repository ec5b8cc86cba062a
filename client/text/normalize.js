// What the page makes of typed text before it is said. Pure.

// Half of an emoji cannot be sent or stored; it becomes U+FFFD. In a `u` pattern a surrogate is one that stands alone.
export const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\uFFFD");

// The edges carry nothing, except the indentation of a first line.
export const trimmed = (text) => wellFormed(text).trimEnd().replace(/^\n+/u, "");

// Code points of the composed text (NFC), as the server counts them: some letters are longer so.
export const lengthOf = (text) => [...text.normalize("NFC")].length;
