// Draws what was found: a message with its author, its time, and the words around the first hit, with the hits marked; a room; a person.

import { number, words } from "../browser/language.js";
import { copyOf, drawAvatar } from "../browser/templates.js";
import { nameOfDay, writeTime } from "../list/time.js";
import { hueOf, initialsOf, tagOf } from "../people/avatar.js";
import { shownCount } from "../state/room-list.js";
import { plainText } from "../text/blocks.js";
import { dayOf } from "../text/days.js";
import { excerptOf, hitsIn } from "./highlight.js";

// `searched` is what wordsIn of highlight.js returns.
export function itemOf({ seq, from, at, text }, searched) {
  const item = copyOf("found");
  item.id = `found-${seq}`;
  item.dataset.seq = seq;
  item.dataset.hue = hueOf(from.id);
  drawAvatar(item.querySelector(".avatar"), hueOf(from.id), initialsOf(from.name));
  writeMarked(item.querySelector(".author"), from.name, searched.author);
  item.querySelector(".date").textContent = nameOfDay(dayOf(at));
  writeTime(item.querySelector("time"), at);
  writeMarked(item.querySelector(".excerpt"), plainText(text).replace(/\s+/gu, " ").trim(), searched.words);
  return item;
}

// Draws a room that was found, with the number of its unread messages.
export function roomItemOf({ room, unread }) {
  const item = document.createElement("li");
  Object.assign(item, { id: `found-room-${room}`, className: "found-room", textContent: room });
  item.setAttribute("role", "option");
  item.dataset.room = room;
  if (unread > 0) item.append(" · ", words("unread messages", { count: unread }).replace(number(unread), shownCount(unread, number)));
  return item;
}

// Draws a person who was found; `shared` are the names that several people have.
export function personItemOf({ id, name }, shared) {
  const item = copyOf("found-person");
  item.id = `found-person-${id}`;
  item.dataset.person = name;
  drawAvatar(item.querySelector(".avatar"), hueOf(id), initialsOf(name));
  item.querySelector(".person").textContent = name;
  item.querySelector(".tag").textContent = shared.has(name.toLowerCase()) ? tagOf(id) : "";
  return item;
}

function writeMarked(element, text, words) {
  element.replaceChildren(...excerptOf(text, hitsIn(text, words)).map(({ text, isHit }) => (isHit ? mark(text) : text)));
}

function mark(text) {
  const element = document.createElement("mark");
  element.textContent = text;
  return element;
}
