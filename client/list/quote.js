// The line above a reply: a link to the message that it answers, with that message's author and the beginning of its text.

import { words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";
import { plainText } from "../text/blocks.js";

const MAX_CHARACTERS = 200; // more than a line holds

export function drawQuote(item, quote) {
  const before = item.querySelector(".quote");
  if (quote === null) return before?.remove();
  const element = before ?? copyOf("quote");
  const { seq, name, text, isDeleted, isKnown } = quote;
  const excerpt = isKnown ? excerptOf({ text, deleted: isDeleted }) : words("message number", { seq });
  element.href = `#${seq}`;
  element.setAttribute("aria-label", words("in reply to", { message: isKnown ? words("announced message", { name, text: excerpt }) : excerpt }));
  element.querySelector(".name").textContent = name;
  element.querySelector(".excerpt").textContent = excerpt;
  if (!before) item.querySelector(".bubble").before(element);
}

// The beginning of a message's text, in one line.
export const excerptOf = ({ text, deleted }) =>
  deleted ? words("message deleted") : plainText(text.slice(0, 2 * MAX_CHARACTERS)).replace(/\s+/gu, " ").slice(0, MAX_CHARACTERS);
