// Finds in a text the words that were searched for, and cuts out the part around the first of them. Pure.

import { folded, isRun, wordsOf } from "../text/folded.js";

const BEFORE = 40; // characters shown before the first hit; if none of them is a space, the text is cut within a word
const LENGTH = 240;
const OPERATOR = /(from|before):(?:"([^"]*)"|([^\s"]*))(?!\S)|(\S+)/giu;
const ASCII = /^[a-z\d]$/iu; // needs no folding, which would take most of the time
const QUOTES = /[“”„‟«»]/gu; // quotation marks that phones write, and those of other languages

// Returns the folded words of a query as { words, author }: `words` to find in texts, and `author` to find in names.
export function wordsIn(query) {
  const parts = [...query.normalize("NFKC").replace(QUOTES, '"').matchAll(OPERATOR)];
  const names = parts.filter(([, operator]) => operator?.toLowerCase() === "from").map(([, , quoted, name]) => quoted ?? name);
  return { words: wordsOf(parts.map(([, , , , word]) => word ?? "").join(" ")), author: wordsOf(names.join(" ")) };
}

// The places of the words in a text, as [start, end], in order and without overlaps. A word that is searched matches only the beginning
// of a word in the text; in a script without spaces it matches anywhere.
export function hitsIn(text, words) {
  const { letters, starts, ends } = lettersOf(text);
  const hits = words.flatMap((word) => placesOf(word, letters).map((at) => [starts[at], ends[at + word.length - 1]]));
  return joined(hits.sort(([one], [other]) => one - other));
}

function placesOf(word, letters) {
  const places = [];
  for (let at = letters.indexOf(word); at >= 0; at = letters.indexOf(word, at + 1))
    if (isRun(word) || isStart(letters, at)) places.push(at);
  return places;
}

// A word begins at the start of the text, after a space, and between two letters of which only one belongs to a script without spaces.
const isStart = (letters, at) => at === 0 || letters[at - 1] === " " || isRun(letters.slice(at - 1)) !== isRun(letters.slice(at));

// The folded text, and the place in the original text from which each of its characters comes: "ß" is folded to two characters, and
// an accent is folded to none.
function lettersOf(text) {
  const found = { letters: "", starts: [], ends: [] };
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    const letters = ASCII.test(segment) ? segment.toLowerCase() : lettersIn(segment);
    found.letters += letters;
    for (const _ of letters.split("")) found.starts.push(index), found.ends.push(index + segment.length);
  }
  return found;
}

// An emoji is a word of its own. Invisible characters do not end a word; others that are folded to nothing, such as punctuation, do.
function lettersIn(segment) {
  const letters = folded(segment);
  if (letters === "") return folded(`a${segment}a`) === "aa" ? "" : " ";
  return /^\p{So}/u.test(letters) ? ` ${letters} ` : letters;
}

function joined(hits) {
  const apart = [];
  for (const [start, end] of hits)
    if (start <= apart.at(-1)?.[1]) apart.at(-1)[1] = Math.max(end, apart.at(-1)[1]);
    else apart.push([start, end]);
  return apart;
}

// The part of a text around its first hit, as [{ text, isHit }], with "…" where it is cut.
export function excerptOf(text, hits) {
  const from = startOf(text, hits[0]?.[0] ?? 0);
  const to = endOf(text, from + LENGTH);
  const parts = from > 0 ? [{ text: "…", isHit: false }] : [];
  let at = from;
  for (const [start, end] of hits.filter(([start]) => start < to)) {
    parts.push({ text: text.slice(at, start), isHit: false }, { text: text.slice(start, Math.min(end, to)), isHit: true });
    at = Math.min(end, to);
  }
  parts.push({ text: text.slice(at, to) + (to < text.length ? "…" : ""), isHit: false });
  return parts.filter(({ text }) => text !== "");
}

// A text is cut at a space, or else where a grapheme begins, such as an emoji of several characters.
function startOf(text, hit) {
  if (hit <= BEFORE) return 0;
  const space = text.indexOf(" ", hit - BEFORE - 1);
  return 0 <= space && space < hit ? space + 1 : graphemeAt(text, hit - BEFORE);
}

function endOf(text, end) {
  if (end >= text.length) return text.length;
  const space = text.lastIndexOf(" ", end);
  return space > end - BEFORE ? space : graphemeAt(text, end);
}

const graphemeAt = (text, at) => new Intl.Segmenter().segment(text).containing(at).index;
