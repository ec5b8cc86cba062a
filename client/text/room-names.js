// Normalises the names of rooms as service/text/rooms.py does, and finds the valid name nearest to a text. Pure.

import { firstOf } from "./normalize.js";

const MAX_CHARACTERS = 63;
const MAX_BYTES = 128; // in UTF-8
// Longest text that is normalised as a name: four characters for each one of a name. `cleanRoom` refuses a longer text, and
// `possibleRoom` reads only its beginning.
const MAX_SPELLING = 256;

const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\u{1d159}]/gu;
const EXCESS_MARKS = /(?<=[\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu; // on one letter
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:-[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u;

// The name that a text spells, or null.
export function cleanRoom(text) {
  const name = text.length > MAX_SPELLING ? "" : normal(text);
  return NAME.test(name) && fits(name) ? name : null;
}

// The text without all that a name cannot have, and cut to the greatest length of a name; null if nothing is left.
export function possibleRoom(text) {
  let name = firstOf(allowedIn(text), MAX_CHARACTERS);
  while (!fits(name)) name = [...name].slice(0, -1).join("");
  return name.replace(/-$/u, "") || null;
}

// Whether a text has more characters than fit into a name.
export const isTooLong = (text) => text.length > MAX_SPELLING || !fits(allowedIn(text));

function allowedIn(text) {
  const words = normal(normal(text.slice(0, MAX_SPELLING)).replace(/[^\p{L}\p{M}\p{N}]/gu, " ")).split("-");
  return words.map((word) => word.replace(/^\p{M}+/u, "")).filter(Boolean).join("-");
}

const fits = (name) => [...name].length <= MAX_CHARACTERS && new TextEncoder().encode(name).length <= MAX_BYTES;

function normal(text) {
  // The lower case of İ is an i with a further dot, which is removed.
  const lower = text.replace(INVISIBLE, "").normalize("NFKC").toLowerCase().replaceAll("i\u0307", "i").normalize("NFKC");
  return lower.replace(EXCESS_MARKS, "").replace(/[\s_-]+/gu, "-").replace(/^-|-$/gu, "");
}
