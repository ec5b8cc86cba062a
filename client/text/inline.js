// Formats the text of a block: code, links, bold and italic. First finds and pairs the marks, then nests the parts. Pure.

import { addressAt, charBefore, countBrackets, ORIGIN } from "./links.js";

// No two alternatives start with the same character, so that also a hostile text takes only linear time.
const MARK = new RegExp(["(?<ticks>`+)", ORIGIN, "(?<stars>\\*+|_+)"].join("|"), "giu");
const KINDS = { "*": ["italic"], _: ["italic"], "**": ["bold"], "***": ["bold", "italic"] };
const WORD = /[\p{L}\p{N}\\]/u; // with the backslash of ¯\_(ツ)_/¯
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Hangul}]/u;

// → [ string | { kind: "code", text } | { kind: "link", text, href } | { kind: "bold" or "italic", parts } ]
export function inlineParts(text) {
  const tokens = [];
  const open = []; // marks without a partner so far: at most one of each sign
  const brackets = {};
  const closingTicks = pairsOfTicks(text);
  const mark = new RegExp(MARK);
  let at = 0;
  for (let found; (found = mark.exec(text)); at = mark.lastIndex) {
    const { ticks, origin, stars } = found.groups;
    addText(tokens, text.slice(at, found.index), brackets);
    if (ticks) mark.lastIndex = addCode(tokens, text, found.index, ticks, closingTicks);
    else if (stars) addMarks(tokens, emphasis(text, found.index, stars), open);
    else {
      const opened = { ...brackets, "*": signsBefore("*", open, tokens.at(-1)), _: signsBefore("_", open, tokens.at(-1)) };
      mark.lastIndex = found.index + addLink(tokens, addressAt(text, found.index, origin, opened));
    }
  }
  addText(tokens, text.slice(at), brackets);
  return nested(tokens);
}

// Code is text between two runs of backticks of the same length in a line. Runs of other lengths can be in the code: ``a`b``.
function pairsOfTicks(text) {
  const closing = new Map(); // from the index of a run to the index of the next run of the same length
  const latest = new Map();
  for (const { index, 0: run } of text.matchAll(/`+|\n/gu)) {
    if (run === "\n") latest.clear();
    else closing.set(latest.get(run.length), index), latest.set(run.length, index);
  }
  return closing;
}

// Adds the code and returns the index of its end. If the code has a space at both ends, one is dropped at each end: it separates a
// backtick in the code from the run around it.
function addCode(tokens, text, index, ticks, closingTicks) {
  const [start, end] = [index + ticks.length, closingTicks.get(index)];
  if (end === undefined) return tokens.push(ticks), start;
  const inside = text.slice(start, end);
  const isPadded = inside.startsWith(" ") && inside.endsWith(" ") && inside.trim() !== "";
  tokens.push({ kind: "code", text: isPadded ? inside.slice(1, -1) : inside });
  return end + ticks.length;
}

function addText(tokens, text, brackets) {
  if (text === "") return;
  tokens.push(text);
  countBrackets(brackets, text);
}

// How often a sign stands before an address: in open marks, or directly before it in a run that is no mark, such as __.
function signsBefore(sign, open, last) {
  const runs = [...open.map((mark) => mark.sign), ...(/^[*_]+$/u.test(last) ? [last] : [])];
  return runs.filter((run) => run[0] === sign).join("").length;
}

// The marks in a run of stars or underscores. A mark opens before a word and closes after a word; within a word the run is
// text: snake_case, 2*3*4, ¯\_(ツ)_/¯. No mark opens behind an @, where a name begins.
function emphasis(text, index, stars) {
  const [before, behind] = [charBefore(text, index), charAt(text, index + stars.length)];
  const opens = /\S/u.test(behind) && !isWord(before) && before !== "@";
  const closes = /\S/u.test(before) && !isWord(behind);
  const kinds = KINDS[stars];
  if (!kinds || !(opens || closes)) return [stars];
  const isTwin = kinds.length > 1;
  return kinds.map((kind) => ({ kind, sign: kind === "bold" ? "**" : stars[0], opens, closes, isTwin }));
}

const charAt = (text, index) => /^.?/su.exec(text.slice(index, index + 2))[0];
const isWord = (char) => WORD.test(char) && !UNSPACED.test(char);

// Adds the address, as a link if it is valid, and returns its length.
function addLink(tokens, address) {
  const href = URL.canParse(address) ? new URL(address).href : null;
  tokens.push(href ? { kind: "link", text: address, href } : address);
  return address.length;
}

// Adds marks. A mark that can close is paired with the open mark of the same sign, if there is one; marks left open between the two
// become text, as every mark without a partner does.
function addMarks(tokens, marks, open) {
  const start = tokens.length;
  tokens.push(...marks);
  for (let index = start; index < tokens.length; index++) {
    if (tokens[index].isTwin) order(tokens, index, open.at(-1));
    const token = tokens[index];
    if (!token.sign) continue;
    const at = open.findIndex(({ sign }) => sign === token.sign);
    if (at >= 0 && token.closes) (open[at].begins = true), (token.ends = true), open.splice(at);
    else if (token.opens) {
      if (at >= 0) open.splice(at, 1);
      open.push(token);
    }
  }
}

// Orders the two marks of "***", bold and italic: the mark that was opened last is closed first.
function order(tokens, index, innermost) {
  const [one, other] = [tokens[index], tokens[index + 1]];
  one.isTwin = false;
  if (innermost && other.isTwin && innermost.sign === other.sign) [tokens[index], tokens[index + 1]] = [other, one];
  other.isTwin = false;
}

function nested(tokens) {
  const root = { parts: [] };
  const inside = [root];
  for (const token of tokens) {
    if (token.begins) inside.push({ kind: token.kind, parts: [] });
    else if (token.ends) {
      const whole = inside.pop();
      inside.at(-1).parts.push(whole);
    } else add(inside.at(-1).parts, token.sign ?? token);
  }
  return root.parts;
}

function add(parts, part) {
  if (typeof part === "string" && typeof parts.at(-1) === "string") parts.push(parts.pop() + part);
  else parts.push(part);
}
