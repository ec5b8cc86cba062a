// Whether a message is nothing but a few emoji, which are then shown large. Pure.

const MOST = 8;
const LONGEST = 200; // in a string; a family of four takes 11

const letters = new Intl.Segmenter();
const EMOJI = /^\p{RGI_Emoji}$/v;

// Letter by letter as a reader sees them: one pattern for the whole would try every way to cut it.
export function isOnlyEmoji(text) {
  if (text.length > LONGEST) return false;
  const seen = [...letters.segment(text)].map(({ segment }) => segment).filter((letter) => letter.trim() !== "");
  return seen.length > 0 && seen.length <= MOST && seen.every((letter) => EMOJI.test(letter));
}
