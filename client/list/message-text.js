// Writes the formatted text of a message into the page: creates elements one by one, and typed text becomes only text nodes.

import { linkedRoom, roomIn } from "../connection/address.js";
import { blocksOf } from "../text/blocks.js";
import { isOnlyEmoji } from "../text/emoji.js";
import { finderOf } from "../text/mentions.js";
import { writeCode } from "./code-block.js";

// Most messages are only text, which needs no element of its own. `mentions` has the names that are mentioned, { name, isMine }.
export function writeMessageText(element, text, mentions = []) {
  const blocks = blocksOf(text);
  const isPlain = blocks.length === 1 && blocks[0].kind === "text";
  const withTokens = tokensOf(mentions);
  element.replaceChildren(...(isPlain ? inlines(blocks[0].parts, withTokens) : blocks.map((block) => written(block, withTokens))));
  element.classList.toggle("large", isPlain && isOnlyEmoji(text));
  element.classList.toggle("blocks", !isPlain);
}

// Returns a function that puts each mentioned name in a text into an element.
function tokensOf(mentions) {
  const find = finderOf(mentions.map(({ name }) => name));
  const mine = new Set(mentions.filter(({ isMine }) => isMine).map(({ name }) => name.toLowerCase()));
  return (text) => {
    let at = 0;
    const parts = find(text).flatMap(({ start, end, name }) => {
      const before = text.slice(at, start);
      at = end;
      return [before, tokenOf(text.slice(start, end), mine.has(name.toLowerCase()))];
    });
    return [...parts, text.slice(at)];
  };
}

function tokenOf(text, isMine) {
  const element = made("bdi", [text]);
  element.className = isMine ? "at-name mine" : "at-name";
  return element;
}

const asTyped = (text) => [text]; // in a quote nobody is mentioned

const written = (block, withTokens) => WRITTEN[block.kind](block, withTokens);

const WRITTEN = {
  text: ({ parts }, withTokens) => made("p", inlines(parts, withTokens)),
  quote: ({ blocks }) => withDirection("blockquote", blocks.map((block) => written(block, asTyped))),
  code: writeCode,
  list({ isNumbered, items }, withTokens) {
    const elements = items.map((one) => item(one, withTokens));
    return isNumbered ? numberedList(items, elements) : withDirection("ul", elements);
  },
};

// A numbered list, indented by the width of its longest number, so that the numbers stay within the message.
function numberedList(items, elements) {
  items.forEach(({ number }, index) => (elements[index].value = number));
  const element = withDirection("ol", elements);
  element.style.paddingInlineStart = `${String(Math.max(...items.map(({ number }) => number))).length + 1.5}ch`;
  return element;
}

function item({ depth, parts }, withTokens) {
  const element = made("li", inlines(parts, withTokens));
  if (depth > 0) element.dataset.depth = depth;
  return element;
}

const inlines = (parts, withTokens) =>
  parts.flatMap((part) => (typeof part === "string" ? withTokens(part) : INLINE[part.kind](part, withTokens)));

const INLINE = {
  bold: ({ parts }, withTokens) => made("strong", inlines(parts, withTokens)),
  italic: ({ parts }, withTokens) => made("em", inlines(parts, withTokens)),
  code: ({ text }) => Object.assign(made("code", [text]), { dir: "ltr" }), // text with a `dir` does not decide the direction of its line
  link({ text, href }) {
    const element = made("a", [text]);
    element.href = href;
    const room = linkedRoom(element, location);
    if (room === roomIn(location.pathname) && element.hash !== "") element.href = element.hash; // keeps the page from loading again
    element.dir = "ltr";
    element.tabIndex = -1; // until its message has the focus
    element.rel = "noopener noreferrer nofollow";
    if (room === null) element.target = "_blank"; // link-clicks.js opens a room in the page
    return element;
  },
};

// Makes a list or quote. dir="auto" puts its marks on the side where its first text begins. The first part that is not code must have no
// `dir`, because `auto` skips the text of elements with one; the style sheet still gives each part a direction of its own.
function withDirection(tag, children) {
  const element = made(tag, children);
  element.dir = "auto";
  children.find(({ dir }) => dir !== "ltr")?.removeAttribute("dir");
  return element;
}

function made(tag, children) {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}
