// Draws the row of a message: its author, time and text, what it answers, the reactions to it, and what the person changes in it.

import { words } from "../browser/language.js";
import { drawAvatar } from "../browser/templates.js";
import { hueOf, initialsOf } from "../people/avatar.js";
import { actionIn } from "../text/slash-commands.js";
import { drawStatus } from "./draft-status.js";
import { writeMessageText } from "./message-text.js";
import { drawQuote } from "./quote.js";
import { drawReactions } from "./reactions.js";
import { fullTime, writeTime } from "./time.js";

const CLASSES = { isOwn: "own", continues: "continues", isTarget: "target", mentionsYou: "mentions-you", isEdited: "is-edited", isInBox: "in-box" };

export function drawMessage(item, row) {
  const { message, mentionsYou, change, tag } = row;
  for (const [claim, name] of Object.entries(CLASSES)) item.classList.toggle(name, row[claim]);
  for (const key of ["draft", "seq", "state"]) setData(item, key, message[key]);
  setData(item, "change", change?.state);
  item.dataset.hue = hueOf(message.from.id);
  item.querySelector(".author").textContent = message.from.name;
  item.querySelector(".tag").textContent = tag;
  drawMention(item.querySelector(".mention"), mentionsYou, row.answersYou);
  drawText(item, message, row);
  writeTime(item.querySelector("time"), message.at);
  drawEdited(item.querySelector(".edited"), message.edited);
  drawAvatar(item.querySelector(".avatar"), hueOf(message.from.id), initialsOf(message.from.name));
  drawQuote(item, row.quote);
  drawReactions(item, row.reactions);
  drawStatus(item, row);
}

function drawMention(element, mentionsYou, answersYou) {
  element.hidden = !mentionsYou;
  if (mentionsYou) element.textContent = words(answersYou ? "answers you" : "mentions you");
}

function drawEdited(element, at) {
  element.hidden = at === undefined;
  if (at !== undefined) element.title = fullTime(at);
}

// Draws the text only if it changed, because drawing it again would undo a selection in it.
const drawnTexts = new WeakMap();

function drawText(item, { from, deleted }, { text, mentions }) {
  const written = JSON.stringify([from.name, text, deleted, mentions]);
  if (drawnTexts.get(item) === written) return;
  drawnTexts.set(item, written);
  const action = deleted ? null : actionIn(text);
  const element = item.querySelector(".text");
  if (deleted) writeDeleted(element);
  else writeMessageText(element, action ?? text, mentions);
  item.classList.toggle("deleted", deleted === true);
  item.classList.toggle("action", action !== null);
  if (action !== null) element.prepend(actorOf(from.name), " "); // an action is a sentence about its author: "Ana waves"
}

function writeDeleted(element) {
  element.className = "text";
  element.textContent = words("message deleted");
}

function actorOf(name) {
  const element = document.createElement("bdi");
  element.className = "actor";
  element.textContent = name;
  return element;
}

function setData(item, key, value) {
  if (value === undefined) delete item.dataset[key];
  else item.dataset[key] = value;
}
