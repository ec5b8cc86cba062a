// The rows of the list, from what the tab knows: days, messages in order of their numbers, then drafts. Pure.

const TOGETHER_MS = 5 * 60_000; // messages of one person this close together stand under one name

export function rows(state) {
  const messages = [...state.messages, ...state.drafts.map((draft) => ({ ...draft, from: state.you }))];
  const shown = state.epoch === null ? [] : [beginning(state, messages)];
  let before = null;
  for (const message of messages) {
    const day = newDay(message, before);
    if (day) shown.push({ kind: "day", key: `day ${day}`, day });
    shown.push(row(message, state.you, !day && follows(message, before)));
    before = message;
  }
  return shown;
}

const beginning = ({ earlier }, messages) =>
  ({ kind: "beginning", key: "beginning", earlier, empty: messages.length === 0 });

// A draft's id stays with the message it becomes, so its row stays too, and nothing flickers when it settles.
const row = (message, you, continues) =>
  ({ kind: "message", key: message.draft, message, own: isOwn(message, you), continues });

const isOwn = ({ from, seq }, you) => seq === undefined || from.id === you.id;

const follows = (message, before) =>
  before !== null && message.from.id === before.from.id && message.from.name === before.from.name &&
  new Date(message.at) - new Date(before.at) < TOGETHER_MS;

// Days only ever go on: a clock that is behind the server's must not bring yesterday back.
function newDay(message, before) {
  const day = dayOf(message.at);
  return before === null || day > dayOf(before.at) ? day : null;
}

export function dayOf(at) {
  const date = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
