// Writes the formatted text of a message into the page: creates elements one by one, and typed text becomes only text nodes.

import { copyOf } from "../browser/templates.js";
import { linkedRoom, roomIn } from "../connection/address.js";
import { blocksOf } from "../text/blocks.js";
import { isOnlyEmoji } from "../text/emoji.js";

// Most messages are only text, which needs no element of its own.
export function writeMessageText(element, text) {
  const blocks = blocksOf(text);
  const isPlain = blocks.length === 1 && blocks[0].kind === "text";
  element.replaceChildren(...(isPlain ? blocks[0].parts.map(inline) : blocks.map(written)));
  element.classList.toggle("large", isPlain && isOnlyEmoji(text));
  element.classList.toggle("blocks", !isPlain);
}

const written = (block) => WRITTEN[block.kind](block);

const WRITTEN = {
  text: ({ parts }) => made("p", parts.map(inline)),
  quote: ({ blocks }) => withDirection("blockquote", blocks.map(written)),
  code({ text }) {
    const element = copyOf("code");
    element.querySelector("code").textContent = text;
    return element;
  },
  list: ({ isNumbered, items }) => (isNumbered ? numberedList(items) : withDirection("ul", items.map(item))),
};

// A list that is indented by the length of its longest number, so that all stay within the message.
function numberedList(items) {
  const element = withDirection("ol", items.map(numbered));
  element.style.paddingInlineStart = `${String(Math.max(...items.map(({ number }) => number))).length + 1.5}ch`;
  return element;
}

function numbered(one) {
  const element = item(one);
  element.value = one.number;
  return element;
}

function item({ depth, parts }) {
  const element = made("li", parts.map(inline));
  if (depth > 0) element.dataset.depth = depth;
  return element;
}

const inline = (part) => (typeof part === "string" ? part : INLINE[part.kind](part));

const INLINE = {
  bold: ({ parts }) => made("strong", parts.map(inline)),
  italic: ({ parts }) => made("em", parts.map(inline)),
  code: ({ text }) => made("code", [text]),
  link({ text, href }) {
    const element = made("a", [text]);
    element.href = href;
    const room = linkedRoom(element, location);
    if (room === roomIn(location.pathname) && element.hash !== "") element.href = element.hash; // keeps the page from loading again
    element.dir = "ltr";
    element.tabIndex = -1; // until its message has the focus
    element.rel = "noopener noreferrer nofollow";
    if (room === null) element.target = "_blank"; // navigation.js opens a room in the page
    return element;
  },
};

// Makes a list or quote with its marks on the side where its first text begins, by dir="auto". Its first part must have no `dir`,
// because `auto` skips the text of elements that have one; the style sheet gives each part a direction of its own.
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
