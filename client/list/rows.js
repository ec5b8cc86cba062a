// The rows of the list, from what the tab knows: days, messages in order of their numbers with what changed between them, then drafts. Pure.

import { changeRows } from "../state/presence.js";
import { dayOf } from "../text/days.js";
import { about } from "./labels.js";

const TOGETHER_MS = 5 * 60_000; // messages of one person this close together stand under one name

export function rows(state) {
  const messages = [...state.messages, ...draftsOf(state)];
  const shown = conversation(messages, state);
  return state.epoch === null ? shown : [beginning(state, messages), ...shown, ...end(state)];
}

// Who reads further back does not see them: they would seem to stand where they do not.
const draftsOf = ({ drafts, you, later }) => (later === "none" ? drafts.map((draft) => written(draft, you)) : []);

function conversation(messages, state) {
  const { you, unread, sought } = state;
  const changes = changeRows(state);
  const aboutIt = about(state);
  const shown = [];
  const told = (seq) => changes.has(seq) && shown.push(changes.get(seq));
  const keyOf = keys();
  let before = null;
  let isParted = told(state.after);
  for (const message of messages) {
    const day = newDay(message, before);
    const isFirstUnread = message.seq !== undefined && message.seq === unread.from;
    if (day) shown.push({ kind: "day", key: `day ${day}`, day });
    if (isFirstUnread) shown.push({ kind: "unread", key: "unread" });
    const continues = !day && !isFirstUnread && !isParted && follows(message, before);
    const how = { own: isOwn(message, you), continues, marked: isMarked(message, sought), ...aboutIt(message) };
    shown.push({ kind: "message", key: keyOf(message), message, ...how });
    isParted = told(message.seq);
    before = message;
  }
  return shown;
}

// The same draft is the same message each time: its row is not drawn again, and a button in it keeps the focus.
const known = new WeakMap();
function written(draft, you) {
  if (known.get(draft)?.from !== you) known.set(draft, { ...draft, from: you });
  return known.get(draft);
}

const beginning = ({ earlier }, messages) =>
  ({ kind: "beginning", key: "beginning", earlier, empty: messages.length === 0 });

const end = ({ later }) => (later === "none" ? [] : [{ kind: "end", key: "end", later }]);

// A draft's id stays with the message it becomes, so its row stays too, and nothing flickers when it settles. Others choose
// theirs as they like: it may be the name of another row, or, once the log has let go of a message, be said again.
function keys() {
  const taken = new Set();
  return ({ draft, seq }) => {
    const isAnother = taken.has(draft);
    taken.add(draft);
    return isAnother ? `draft ${draft} ${seq}` : `draft ${draft}`;
  };
}

const isOwn = ({ from, seq }, you) => seq === undefined || from.id === you.id;
const isMarked = ({ seq }, sought) => seq !== undefined && sought?.seq === seq && sought.isMarked;

const follows = (message, before) =>
  before !== null && message.from.id === before.from.id && message.from.name === before.from.name &&
  new Date(message.at) - new Date(before.at) < TOGETHER_MS;

// Days only ever go on: a clock that is behind the server's must not bring yesterday back.
function newDay(message, before) {
  const day = dayOf(message.at);
  return before === null || day > dayOf(before.at) ? day : null;
}
