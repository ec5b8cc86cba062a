// Folds texts as the service's search does: without case, accents, punctuation and invisible characters. Pure.

// The accents of Latin, Greek and Cyrillic letters, the points of Hebrew and the vowel signs of Arabic. The marks of other scripts are
// not removed: there a word with another mark is another word.
const ACCENTS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/gu;
// Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
const UNSPACED =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\ua9e0-\\ua9ff\\uaa60-\\uaa7f\\u1780-\\u17ff\\u3005\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff" +
  "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const RUN = new RegExp(`^[${UNSPACED}]`, "u");
const EDGE = new RegExp(`(?<=[${UNSPACED}])(?=[^\\s${UNSPACED}])|(?<=[^\\s${UNSPACED}])(?=[${UNSPACED}])`, "gu");
const INVISIBLE = /[\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}]/gu;

// The words of the text with spaces between them. Each symbol, such as an emoji, is a word, and so is each run of a script
// without spaces.
export function folded(text) {
  const lower = text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  const bare = lower.normalize("NFD").replace(ACCENTS, "").normalize("NFKC").replace(INVISIBLE, "");
  return bare.replace(/\p{So}/gu, " $& ").replace(/[^\p{L}\p{M}\p{N}\p{So}]+/gu, " ").replace(EDGE, " ").trim();
}

export const wordsOf = (text) => folded(text).split(" ").filter((word) => word !== "");

// Whether a folded word is of a script without spaces: a search finds such a word also in the middle of another word.
export const isRun = (word) => RUN.test(word);
