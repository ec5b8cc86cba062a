// One row of the list that is a message, or a draft on its way to become one.

import { hueOf, initialsOf } from "./faces.js";
import { writeProse } from "./prose.js";
import { copyOf, drawFace } from "./templates.js";
import { writeTime } from "./time.js";

export function drawMessage(item, { message, own, continues, marked }) {
  item.classList.toggle("own", own);
  item.classList.toggle("continues", continues);
  item.classList.toggle("marked", marked);
  mark(item, "draft", message.draft);
  mark(item, "seq", message.seq);
  mark(item, "state", message.state);
  item.dataset.hue = hueOf(message.from.id);
  item.querySelector(".author").textContent = message.from.name;
  drawText(item.querySelector(".text"), message.text);
  writeTime(item.querySelector("time"), message.at);
  drawFace(item.querySelector(".face"), hueOf(message.from.id), initialsOf(message.from.name));
  drawNote(item, message);
}

// Only once: the text of a message never changes, and somebody may have selected a part of it.
const drawn = new WeakSet();

function drawText(element, text) {
  if (!drawn.has(element)) writeProse(element, text);
  drawn.add(element);
}

function mark(item, key, value) {
  if (value === undefined) delete item.dataset[key];
  else item.dataset[key] = value;
}

// Only a draft that is slow or failed has a note, so that a settled message offers nothing to retry.
function drawNote(item, { state, refusal }) {
  item.querySelector(".note")?.remove();
  if (state !== "slow" && state !== "failed") return;
  const note = copyOf(state);
  if (state === "failed") note.querySelector(".reason").textContent = refusal.reason;
  item.append(note);
}
