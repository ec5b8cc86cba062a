// Splits a text that is too long for one message into parts, at the ends of paragraphs, lines, sentences or words. Pure.

import { firstOf, lengthOf, trimmed } from "./normalize.js";

const BREAKS = [/\n[ \t]*\n/gu, /\n/gu, /(?<=[.!?。！？])\s/gu, /\s/gu];
const FENCE = /^```[^\n`]{0,30}$/gmu;
const FENCE_LENGTH = 4;

// The parts of a text. Only the space at a break is dropped. If a code block is split, both parts have it as a code block.
export function partsOf(text, limit) {
  const rest = trimmed(text);
  if (lengthOf(rest) <= limit) return rest === "" ? [] : [rest];
  const head = firstOf(rest, limit - FENCE_LENGTH);
  const end = breakIn(head) ?? wholeGraphemes(head).length;
  const part = rest.slice(0, end).trimEnd();
  const fence = openFence(part);
  const next = fence ? `${fence}\n${rest.slice(end).replace(/^\n/u, "")}` : rest.slice(end).replace(/^ +/u, "");
  return [fence ? `${part}\n\`\`\`` : part, ...partsOf(next, limit)];
}

// The best break in the second half of the text, or null. Breaks in the first half are ignored, so that no part is tiny.
function breakIn(head) {
  for (const pattern of BREAKS) {
    const last = [...head.matchAll(pattern)].at(-1)?.index ?? 0;
    if (last > head.length / 2) return last;
  }
  return null;
}

const segmenter = new Intl.Segmenter();

// The text without its last grapheme, which may be cut off: a flag, or an emoji of several code points.
const wholeGraphemes = (head) => [...segmenter.segment(head)].slice(0, -1).map(({ segment }) => segment).join("");

// The line that opens the code block in which the part ends, or null.
function openFence(part) {
  const fences = part.match(FENCE) ?? [];
  return fences.length % 2 === 1 ? fences.at(-1) : null;
}
