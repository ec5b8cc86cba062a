// Splits a text that is too long for one message into parts, at the ends of paragraphs, lines, sentences or words. Pure.

import { fenced, isCode, isQuoted, unquoted } from "./blocks.js";
import { firstOf, lengthOf, trimmed } from "./normalize.js";

// Where a text may be split, best first. The rest behind a break must not become an action (/me). A rest that begins within a line must
// not become an item, a quote or code either.
const NO_ACTION = "(?!\\s{0,9}[/／]me\\s)";
const NO_MARK = "(?!\\s{0,9}(?:```|(?:[-*•>]|\\d{1,3}[.)])\\s))";
const LONGEST_MARK = " 100. ".length;
const BREAKS = [`\\n[ \\t]*\\n${NO_ACTION}`, `\\n${NO_ACTION}`, `(?<=[.!?。！？])\\s${NO_ACTION}${NO_MARK}`, `\\s${NO_ACTION}${NO_MARK}`].map((source) => new RegExp(source, "giu"));
const FENCE_SHARE = 0.25; // of a part; code with longer fences is split as text is: repeating them would keep the rest from getting shorter
const QUOTE = "> ";

// The parts of a text. Only the space at a break is dropped. If a code block or a line of a quote is split, each half is a code
// block or a quote.
export function partsOf(text, limit) {
  const rest = trimmed(text);
  if (lengthOf(rest) <= limit) return rest === "" ? [] : [rest];
  const [part, next] = splitAt(rest, limit, limit);
  return [part, ...partsOf(next, limit)];
}

// The first part and the rest. The part ends within the first `room` characters; `room` is reduced until a closing fence fits, too.
function splitAt(text, limit, room) {
  const head = firstOf(text, room);
  const end = breakIn(text, head.length) ?? wholeGraphemes(head).length;
  const block = codeAround(text, end, limit * FENCE_SHARE);
  if (block && !block.isBegun && text.slice(0, block.start).trim() !== "") return [text.slice(0, block.start).trimEnd(), text.slice(block.start)];
  const part = text.slice(0, end).trimEnd() + (block ? `\n${block.close}` : "");
  const excess = lengthOf(part) - limit;
  return excess > 0 ? splitAt(text, limit, room - excess) : [part, restAt(text, end, block)];
}

// The rest of a text behind `end`. A code block that is split goes on in the rest, unless only its closing fence is left.
function restAt(text, end, block) {
  const mark = text[end] !== "\n" && isQuoted(lineAt(text, end)) ? QUOTE : "";
  if (!block) return mark + text.slice(end).replace(/^ +/u, "");
  const rest = `${block.open}\n${mark}${text.slice(end).replace(/^\n/u, "")}`;
  const { lines } = blockOfLines(rest.split("\n"), 0);
  const again = fenced(lines, 0);
  return isCode(again) ? rest : rest.split("\n").slice(again.next).join("\n");
}

// The best break in the second half of the first `length` characters, or null. Breaks in the first half are ignored, so that no
// part is tiny.
function breakIn(text, length) {
  const head = text.slice(0, length + LONGEST_MARK);
  for (const pattern of BREAKS) {
    const last = [...head.matchAll(pattern)].findLast(({ index }) => index < length)?.index ?? 0;
    if (last > length / 2) return last;
  }
  return null;
}

const segmenter = new Intl.Segmenter();

// The text without its last grapheme, which may be cut off: a flag, or an emoji of several code points.
const wholeGraphemes = (head) => [...segmenter.segment(head)].slice(0, -1).map(({ segment }) => segment).join("") || head;

// The code block around an index, as { open, close, start, isBegun }: its fences, the index where it starts, and whether it has code
// before that index. Null if there is none, or its opening fence is longer than `maxFence`.
function codeAround(text, index, maxFence) {
  const all = text.split("\n");
  const target = numberOfLine(text, index);
  const { lines, first, mark } = codeAt(all, target) ? { lines: all, first: 0, mark: "" } : blockOfLines(all, target);
  const found = codeAt(lines, target - first);
  const isBehind = found?.isClosed && found.next === target - first + 1 && text.slice(index).split("\n", 1)[0].trim() === "";
  if (!found || isBehind) return null; // a break behind the closing fence does not split the block
  const { open, close } = fencesOf(lines, found, mark);
  if (open.length > maxFence) return null;
  const before = lines.slice(0, target - first + 1);
  return { open, close, start: all.slice(0, first + found.at).join("\n").length, isBegun: isCode(fenced(before, found.at)) };
}

// The code block that has the line `target`, with `at`, the line where the block starts; null if there is none.
function codeAt(lines, target) {
  const unclosed = {};
  for (let at = 0, found; at <= target; at = found?.next ?? at + 1) {
    found = fenced(lines, at, unclosed);
    if (isCode(found) && target < found.next) return { ...found, at };
  }
  return null;
}

// The lines of the quote around the line `target`, without their ">", and the number of the first one; all lines if `target` is in no
// quote.
function blockOfLines(lines, target) {
  if (!isQuoted(lines[target])) return { lines, first: 0, mark: "" };
  const first = lines.slice(0, target).findLastIndex((line) => !isQuoted(line)) + 1;
  const length = lines.slice(first).findIndex((line) => !isQuoted(line));
  return { lines: lines.slice(first, length < 0 ? undefined : first + length).map(unquoted), first, mark: QUOTE };
}

function fencesOf(lines, { at, indent, language }, mark) {
  const [ticks] = /`{3,}/u.exec(lines[at]);
  return { open: mark + " ".repeat(indent) + ticks + language, close: mark + ticks };
}

const numberOfLine = (text, index) => text.slice(0, index).split("\n").length - 1;
const lineAt = (text, index) => text.split("\n")[numberOfLine(text, index)];
