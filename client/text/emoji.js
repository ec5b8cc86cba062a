// Whether a message consists only of a few emoji: then they are shown large. Pure.

const MAX_EMOJI = 8;
const MAX_LENGTH = 200; // UTF-16 units, of which a family of four has 11; bounds the time that a hostile text takes

const segmenter = new Intl.Segmenter();
const EMOJI = /^\p{RGI_Emoji}$/v;

// Whether a text has only emoji, at most MAX_EMOJI. Tests each grapheme alone: one pattern for the whole text would backtrack
// through every way to divide it.
export function isOnlyEmoji(text) {
  if (text.length > MAX_LENGTH) return false;
  const graphemes = [...segmenter.segment(text)].map(({ segment }) => segment).filter((grapheme) => grapheme.trim() !== "");
  return graphemes.length > 0 && graphemes.length <= MAX_EMOJI && graphemes.every((grapheme) => EMOJI.test(grapheme));
}
