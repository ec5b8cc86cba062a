// Finds out which emoji the fonts of this browser cannot draw: those of a later version of Unicode, or all flags of countries.

const SIZE = 24; // pixels
const KNOWN = "😀"; // in every font with emoji
const COUNTRY = "🇨🇦"; // Windows draws two letters in place of the flag
const IS_COUNTRY = /^\p{Regional_Indicator}/u;

// Returns isHidden(emoji). `versions` has the emoji of each new version of Unicode, and `fonts` is the font-family of the picker. Only
// the first emoji of each version is tried, because fonts usually have all of them or none. Nothing is hidden if KNOWN is not drawn in
// colours, because then this test cannot tell.
export function hiddenIn(versions, fonts) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const draws = (emoji) => isDrawn(canvas, fonts, emoji);
  if (!canvas || !draws(KNOWN)) return () => false;
  const missing = Object.values(versions).filter((listed) => !draws(listed.split(" ")[0]));
  const hidden = new Set(missing.flatMap((listed) => listed.split(" ")));
  const hasCountries = draws(COUNTRY);
  return (emoji) => hidden.has(emoji) || (!hasCountries && IS_COUNTRY.test(emoji));
}

// Whether the fonts draw the emoji as one coloured glyph. A missing emoji is a box or letters without colour, or several glyphs.
function isDrawn(canvas, fonts, emoji) {
  canvas.canvas.width = canvas.canvas.height = SIZE; // also clears it
  canvas.font = `${SIZE / 2}px ${fonts}`;
  canvas.textBaseline = "top";
  canvas.fillText(emoji, 0, 0);
  const isOne = canvas.measureText(emoji).width < 1.5 * canvas.measureText(KNOWN).width;
  return isOne && hasColours(canvas.getImageData(0, 0, SIZE, SIZE).data);
}

function hasColours(pixels) {
  for (let index = 0; index < pixels.length; index += 4)
    if (Math.max(...pixels.subarray(index, index + 3)) - Math.min(...pixels.subarray(index, index + 3)) > 32) return true;
  return false;
}
