// Cuts a text that is too long for one message into several, where a reader would pause. Pure.

import { lengthOf, trimmed } from "./normalize.js";

const PAUSES = [/\n[ \t]*\n/gu, /\n/gu, /(?<=[.!?。！？])\s/gu, /\s/gu];
const FENCE = /^```[^\n`]{0,30}$/gmu;
const ROOM_FOR_FENCE = 4;

// Nothing is lost but the spaces where it is cut. Code that is cut is code in both parts.
export function partsOf(text, limit) {
  const rest = trimmed(text);
  if (lengthOf(rest) <= limit) return rest === "" ? [] : [rest];
  const head = first(rest, limit - ROOM_FOR_FENCE);
  const end = pauseIn(head) ?? wholeLetters(head).length;
  const part = rest.slice(0, end).trimEnd();
  const fence = openFence(part);
  const next = fence ? `${fence}\n${rest.slice(end).replace(/^\n/u, "")}` : rest.slice(end).replace(/^ +/u, "");
  return [fence ? `${part}\n\`\`\`` : part, ...partsOf(next, limit)];
}

const first = (text, count) => [...text.slice(0, 2 * count)].slice(0, count).join("");

// In the second half, so that no part is a scrap and every cut goes on.
function pauseIn(head) {
  for (const pause of PAUSES) {
    const last = [...head.matchAll(pause)].at(-1)?.index ?? 0;
    if (last > head.length / 2) return last;
  }
  return null;
}

const letters = new Intl.Segmenter();

// The last letter may go on behind the piece: a flag or an emoji of several.
const wholeLetters = (head) => [...letters.segment(head)].slice(0, -1).map(({ segment }) => segment).join("");

// The line that opened the code the part ends in, or null.
function openFence(part) {
  const fences = part.match(FENCE) ?? [];
  return fences.length % 2 === 1 ? fences.at(-1) : null;
}
