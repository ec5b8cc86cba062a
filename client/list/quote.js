// The line above a reply: a link to the message that it answers, with that message's author and the beginning of its text.

import { words } from "../browser/language.js";
import { copyOf } from "../browser/templates.js";
import { plainText } from "../text/blocks.js";
import { firstOf } from "../text/normalize.js";
import { actionIn } from "../text/slash-commands.js";

const MAX_CHARACTERS = 300; // more than a line holds

export function drawQuote(item, quote) {
  const before = item.querySelector(".quote");
  if (quote === null) return before?.remove();
  const element = before ?? copyOf("quote");
  const { seq, answered } = quote;
  const excerpt = answered ? excerptOf(answered) : words("message number", { seq });
  const label = answered ? words("announced message", { name: answered.from.name, text: excerpt }) : excerpt;
  element.href = `#${seq}`;
  element.setAttribute("aria-label", words("in reply to", { message: label }));
  element.querySelector(".quoted-name").textContent = answered?.from.name ?? "";
  element.querySelector(".excerpt").textContent = excerpt;
  if (!before) item.querySelector(".bubble").before(element);
}

// The beginning of a message's text, in one line. The text of an action is without /me: the author's name stands before the text.
export const excerptOf = ({ text, deleted }) =>
  deleted ? words("message deleted") : plainText(firstOf(actionIn(text) ?? text, MAX_CHARACTERS)).replace(/\s+/gu, " ");
