// The list of messages: creates an element for each row, finds it again by the row's key, and draws it only if the row changed.

import { listOf, words } from "../browser/language.js";
import { copyOf, drawAvatar } from "../browser/templates.js";
import { hueOf, initialsOf } from "../people/avatar.js";
import { actionIn } from "../text/slash-commands.js";
import { connectCopyMessages } from "./copy-messages.js";
import { drawDraftStatus } from "./draft-status.js";
import { writeMessageText } from "./message-text.js";
import { rows } from "./rows.js";
import { nameOfDay, writeTime } from "./time.js";

export class List {
  #element; #missing; #scroll;
  #drawn = new Map(); // key → { row, item }

  // `missing` is the element that says that a message is not found. `actions` has a function for each name of a button in a row.
  constructor({ element, missing, scroll, actions }) {
    this.#element = element;
    this.#missing = missing;
    this.#scroll = scroll;
    connectCopyMessages(element, (item) => [...this.#drawn.values()].find((drawn) => drawn.item === item).row.message);
    element.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) actions[button.name]?.(button.closest(".timeline > li").dataset, button);
    });
  }

  draw(state) {
    const anchor = this.#scroll.anchor();
    this.#drawRows(rows(state));
    this.#scroll.adjust(state, anchor);
    this.#missing.textContent = state.target?.isMissing ? words("message not found", { seq: state.target.seq }) : "";
  }

  #drawRows(rows) {
    this.#removeAllBut(new Set(rows.map(({ key }) => key)));
    let next = this.#element.firstElementChild;
    for (const row of rows) {
      const item = this.#itemOf(row);
      if (item === next) next = next.nextElementSibling;
      else this.#element.insertBefore(item, next);
    }
  }

  #removeAllBut(keys) {
    for (const [key, { item }] of this.#drawn) {
      if (keys.has(key)) continue;
      item.remove();
      this.#drawn.delete(key);
    }
  }

  #itemOf(row) {
    const drawn = this.#drawn.get(row.key) ?? { item: copyOf(row.kind) };
    if (!isSame(drawn.row, row)) DRAW[row.kind](drawn.item, row);
    this.#drawn.set(row.key, { row, item: drawn.item });
    return drawn.item;
  }
}

// Whether a row is as it was drawn. The name of a day depends on today, so a day is always drawn again.
const isSame = (before, row) =>
  before !== undefined && row.kind !== "day" && Object.keys(row).every((key) => before[key] === row[key]);

const DRAW = {
  message: drawMessage,
  changes: (item, row) => (item.firstElementChild.textContent = changesIn(row).join(" · ")),
  day: (item, { day }) => (item.firstElementChild.textContent = nameOfDay(day)),
  beginning(item, { earlier, isEmpty }) {
    item.dataset.earlier = earlier;
    item.classList.toggle("empty", isEmpty);
  },
  unread() {},
  end: (item, { later }) => (item.dataset.later = later),
};

function drawMessage(item, row) {
  const { message, isOwn, continues, isTarget, mentionsYou, tag } = row;
  item.classList.toggle("own", isOwn);
  item.classList.toggle("continues", continues);
  item.classList.toggle("target", isTarget);
  item.classList.toggle("mentions-you", mentionsYou);
  for (const key of ["draft", "seq", "state"]) setData(item, key, message[key]);
  item.dataset.hue = hueOf(message.from.id);
  item.querySelector(".author").textContent = message.from.name;
  item.querySelector(".tag").textContent = tag;
  item.querySelector(".mention").hidden = !mentionsYou;
  drawText(item, message);
  writeTime(item.querySelector("time"), message.at);
  drawAvatar(item.querySelector(".avatar"), hueOf(message.from.id), initialsOf(message.from.name));
  drawDraftStatus(item, row);
}

// Draws the text only if it changed, because drawing it again would undo a selection in it.
const drawnTexts = new WeakMap();

function drawText(item, { text, from }) {
  const written = `${from.name}\n${text}`;
  if (drawnTexts.get(item) === written) return;
  drawnTexts.set(item, written);
  const action = actionIn(text);
  const element = item.querySelector(".text");
  writeMessageText(element, action ?? text);
  item.classList.toggle("action", action !== null);
  if (action !== null) element.prepend(actorOf(from.name), " "); // an action is a sentence about its author: "Ana waves"
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

// The sentences about changes. A person joins, is renamed and leaves in this order.
const changesIn = ({ joined, left, renamed }) => [
  ...moves("joined", joined),
  ...renamed.map(({ was, name }) => words("renamed", { was, name })),
  ...moves("left", left),
];

const moves = (key, people) =>
  people.length === 0 ? [] : [words(key, { count: people.length, names: listOf(people.map(({ name }) => name)) })];
