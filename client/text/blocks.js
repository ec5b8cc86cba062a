// Divides a message into blocks: text, code, quotes and lists. docs/writing.md describes the blocks. Pure.

import { inlineParts } from "./inline.js";

const FENCE = "```";
const LANGUAGE = /^[\w+#.-]{0,20}$/u; // may follow a fence; other text there is the first line of the code
const CLOSING = /(?<!`)(`{3,})((?![\p{Script=Latin}\p{N}"'])[^`]+)?$/u; // a fence at the end of a line, or with text behind it
const ITEM = /^( *)(?:[-*•]|(0|[1-9]\d{0,2})[.)]) +(?=\S)/u;
const MAX_DEPTH = 2;
const MAX_PIECES = 200; // a piece takes up to 0.1 ms to draw, and no task of the page may last 50 ms

// The blocks of a text. A text of more than MAX_PIECES pieces is shown as it was typed.
// → [{ kind: "text", parts } | { kind: "code", text, language } | { kind: "quote", blocks } | { kind: "list", isNumbered, items }]
export function blocksOf(text) {
  const blocks = read(text.split("\n"), READERS);
  if (piecesOf(blocks) > MAX_PIECES) return [{ kind: "text", parts: [text] }];
  return blocks.length === 1 && blocks[0].kind === "text" ? blocks : blocks.map(withoutEdges).filter(isSomething);
}

// The text without marks, for screen readers.
export const plainText = (text) => blocksOf(text).map(plainBlock).join("\n");

// Whether the text ends inside a code block that is still being typed: whether another line would be code if a closing fence followed.
export function endsInCode(text) {
  const mark = isQuoted(text.slice(text.lastIndexOf("\n") + 1)) ? "> " : "";
  const fence = [FENCE, ...(text.match(/`{4,}/gu) ?? [])].reduce((longest, ticks) => (ticks.length > longest.length ? ticks : longest));
  const last = read(`${text}\n${mark}code\n${mark}${fence}`.split("\n"), READERS).at(-1);
  return (last.blocks?.at(-1) ?? last).kind === "code";
}

// The author's own words, in which mentions count: the text without quotes, code and links.
export const ownWords = (text) => blocksOf(text).map(({ kind, parts, items }) => OWN[kind]?.(parts ?? items) ?? "").join("\n");

const OWN = { text: (parts) => ownParts(parts), list: (items) => items.map(({ parts }) => ownParts(parts)).join("\n") };
const ownParts = (parts) => parts.map((part) => (typeof part === "string" ? part : part.parts ? ownParts(part.parts) : "\n")).join("");

// Reads all lines. A reader returns the block that starts at the line `at`, with the number of the line after the block, or null.
function read(lines, readers) {
  const blocks = [];
  const unclosed = {};
  for (let at = 0; at < lines.length; ) {
    const found = readers.reduce((block, reader) => block ?? reader(lines, at, unclosed), null);
    if (found?.before) addText(blocks, found.before);
    if (found?.block) blocks.push(found.block);
    if (found?.behind) addText(blocks, found.behind);
    const next = found?.next ?? at + 1;
    if (!found?.block) for (const line of lines.slice(at, next)) addText(blocks, line);
    at = next;
  }
  return blocks.map((block) => (block.kind === "text" ? { kind: "text", parts: inlineParts(block.lines.join("\n")) } : block));
}

function addText(blocks, line) {
  if (blocks.at(-1)?.kind === "text") blocks.at(-1).lines.push(line);
  else blocks.push({ kind: "text", lines: [line] });
}

// A code block; fences around nothing are text.
function codeBlock(lines, at, unclosed) {
  const found = fenced(lines, at, unclosed);
  if (!isCode(found)) return found?.isClosed ? { next: found.next } : null;
  const { code, language, ...around } = found;
  return { ...around, block: { kind: "code", text: code.join("\n"), language } };
}

export const isCode = (found) => found !== null && found.code.join("").trim() !== "";

// Code between fences of at least three backticks. A closing fence is as long as the opening one or longer. It may stand at the end of a
// line of code, and may have text behind it that does not begin with a Latin letter, a digit or a straight quotation mark.
// `unclosed.ticks` is the length of the shortest opening fence for which no closing fence was found. For a fence of that length or longer
// the search is not repeated, so that a text of many opening fences is searched only once.
export function fenced(lines, at, unclosed = {}) {
  const line = lines[at].trimEnd();
  const start = line.indexOf(FENCE);
  if (start < 0 || isQuoted(line)) return null;
  const [ticks] = /^`+/u.exec(line.slice(start));
  const opening = openingIn(line, start, ticks);
  if (!opening || opening.isClosed) return opening && { ...opening, next: at + 1 };
  if (opening.needsEnd && ticks.length >= unclosed.ticks) return null;
  const found = closed(lines, at + 1, ticks, opening);
  if (found.isClosed || !opening.needsEnd) return found;
  unclosed.ticks = ticks.length;
  return null;
}

// The opening fence of a line, or null. A fence at the start of a line, which may be indented, needs no closing fence: without one,
// the code reaches to the end. A fence behind text that does not end in a Latin letter or a digit, such as the mark of an item, counts
// only if it is closed. Backticks that are closed in the same line are a code block only if nothing else is in the line. If there is
// text, they are no fence, but the last backticks of the line may be one. A word after the fence names the language.
function openingIn(line, start, ticks) {
  const before = line.slice(0, start);
  const rest = line.slice(start + ticks.length);
  const isIndented = before.trim() === "";
  if (!isIndented && (/[\p{Script=Latin}\p{N}`\\]$/u.test(before) || /^\s/u.test(rest))) return null;
  const [code, ...closing] = rest.split(ticks);
  if (closing.length > 1 && closing.length % 2 === 0) return openingIn(line, line.lastIndexOf(ticks), ticks);
  if (closing.length > 0) return isIndented && closing.join("") === "" ? { before: "", code: [code], language: "", isClosed: true } : null;
  const [mark, , number] = ITEM.exec(line) ?? [];
  const isItem = mark === before;
  const begun = LANGUAGE.test(code.trim()) ? { language: code.trim(), code: [] } : { language: "", code: [code] };
  return { ...begun, before: isIndented || (isItem && !number) ? "" : before, indent: isIndented || isItem ? start : 0, needsEnd: !isIndented };
}

// Adds the lines of code up to the closing fence.
function closed(lines, at, ticks, block) {
  for (; at < lines.length; at++) {
    const line = lines[at].trimEnd();
    const { index: end, 1: fence, 2: behind } = CLOSING.exec(line) ?? {};
    const isClosed = fence?.length >= ticks.length;
    const kept = isClosed ? line.slice(0, end) : lines[at];
    if (!isClosed || kept.trim() !== "") block.code.push(kept.slice(Math.min(block.indent, kept.length - kept.trimStart().length)));
    if (isClosed) return { ...block, behind: behind?.trimStart(), next: at + 1, isClosed };
  }
  return { ...block, next: at, isClosed: false };
}

// A quote. In a quote within a quote the inner ">" stays as text. Lines of nothing but ">" are text.
function quote(lines, at) {
  const next = after(lines, at, (line) => isQuoted(line));
  const quoted = lines.slice(at, next).map(unquoted);
  return quoted.join("").trim() === "" ? null : { block: { kind: "quote", blocks: read(quoted, [codeBlock, list]) }, next };
}

export const isQuoted = (line) => line === ">" || line.startsWith("> "); // ">:(" and ">= 3" are no quotes
export const unquoted = (line) => line.slice(line[1] === " " ? 2 : 1);

// A list. It ends before an item that begins with a code block. The first item decides whether the list is numbered. Each item keeps the
// number that was typed.
function list(lines, at, unclosed) {
  const first = ITEM.exec(lines[at]);
  if (!first) return null;
  const isNumbered = first[2] !== undefined;
  const next = after(lines, at + 1, (line, index) => isItem(line, isNumbered) && !isCode(fenced(lines, index, unclosed)));
  return { block: { kind: "list", isNumbered, items: lines.slice(at, next).map(item) }, next };
}

const isItem = (line, isNumbered) => {
  const found = ITEM.exec(line);
  return found !== null && (found[2] !== undefined) === isNumbered;
};

function item(line) {
  const [mark, indent, number] = ITEM.exec(line);
  return { number: number === undefined ? null : Number(number), depth: Math.min(MAX_DEPTH, indent.length >> 1), parts: inlineParts(line.slice(mark.length)) };
}

function after(lines, at, belongs) {
  while (at < lines.length && belongs(lines[at], at)) at++;
  return at;
}

const READERS = [codeBlock, quote, list];

// The block without empty lines at its edges: the space between blocks comes from the style sheet.
const withoutEdges = (block) => {
  if (block.kind !== "text") return block;
  const parts = [...block.parts];
  if (typeof parts[0] === "string") parts[0] = parts[0].replace(/^\n+/u, "");
  if (typeof parts.at(-1) === "string") parts.push(parts.pop().trimEnd());
  return { ...block, parts: parts.filter((part) => part !== "") };
};

const isSomething = ({ kind, parts }) => kind !== "text" || parts.length > 0;

const PIECES = {
  text: ({ parts }) => marked(parts),
  code: () => 4, // the elements around the code: a container, a header and two buttons
  quote: ({ blocks }) => piecesOf(blocks),
  list: ({ items }) => sum(items, ({ parts }) => 1 + marked(parts)),
};
const piecesOf = (blocks) => sum(blocks, (block) => 1 + PIECES[block.kind](block));
const marked = (parts) => sum(parts, (part) => (typeof part === "string" ? 0 : 1 + marked(part.parts ?? [])));
const sum = (list, size) => list.reduce((total, one) => total + size(one), 0);

const PLAIN = {
  text: ({ parts }) => plainParts(parts),
  code: ({ text }) => text,
  quote: ({ blocks }) => blocks.map(plainBlock).join("\n"),
  list: ({ items }) => items.map(({ parts }) => plainParts(parts)).join("\n"),
};
const plainBlock = (block) => PLAIN[block.kind](block);
const plainParts = (parts) => parts.map((part) => (typeof part === "string" ? part : part.text ?? plainParts(part.parts))).join("");
