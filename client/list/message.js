// One row of the list that is a message, or a draft on its way to become one.

import { drawFace } from "../browser/templates.js";
import { hueOf, initialsOf } from "../people/avatar.js";
import { actionIn } from "../text/commands.js";
import { drawNote } from "./delivery.js";
import { writeProse } from "./prose.js";
import { writeTime } from "./time.js";

export function drawMessage(item, row) {
  const { message, own, continues, marked, called, tag } = row;
  item.classList.toggle("own", own);
  item.classList.toggle("continues", continues);
  item.classList.toggle("marked", marked);
  item.classList.toggle("called", called);
  mark(item, "draft", message.draft);
  mark(item, "seq", message.seq);
  mark(item, "state", message.state);
  item.dataset.hue = hueOf(message.from.id);
  item.querySelector(".author").textContent = message.from.name;
  item.querySelector(".tag").textContent = tag;
  item.querySelector(".called").hidden = !called;
  drawText(item, message);
  writeTime(item.querySelector("time"), message.at);
  drawFace(item.querySelector(".face"), hueOf(message.from.id), initialsOf(message.from.name));
  drawNote(item, row);
}

// Once for each text: somebody may have selected a part of it.
const drawn = new WeakMap();

function drawText(item, { text, from }) {
  const written = `${from.name}\n${text}`;
  if (drawn.get(item) === written) return;
  drawn.set(item, written);
  const action = actionIn(text);
  const place = item.querySelector(".text");
  writeProse(place, action ?? text);
  item.classList.toggle("action", action !== null);
  if (action !== null) place.prepend(actor(from.name), " "); // what somebody does is told with their name: "Ana waves"
}

function actor(name) {
  const element = document.createElement("bdi");
  element.className = "actor";
  element.textContent = name;
  return element;
}

function mark(item, key, value) {
  if (value === undefined) delete item.dataset[key];
  else item.dataset[key] = value;
}
