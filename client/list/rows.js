// The rows of the list as values: days, messages in order, changes of people between them, and drafts at the end. Pure.
// `draw` of list.js calls `rows` and draws its result.

import { sharedNamesIn, tagOf } from "../people/avatar.js";
import { mentions, ownNames } from "../state/known-names.js";
import { memoized } from "../state/memo.js";
import { changeRows } from "../state/presence.js";
import { dayOf } from "../text/days.js";
import { isOneOf, namedIn } from "../text/mentions.js";
import { changesOf, reactionsOf, textAfter } from "./pending-changes.js";

const GROUP_MS = 5 * 60_000; // messages of a person that are less than this apart have one name above them
const HOUR_MS = 60 * 60_000;

export function rows(state, now = Date.now()) {
  const messages = [...state.messages, ...draftsIn(state)];
  const shown = conversation(messages, state, now);
  return state.epoch === null ? shown : [beginning(state, messages), ...shown, ...end(state)];
}

// The new messages that are not stored yet, in the form of messages. None unless the list shows the end of the log: in the middle they
// would look like a part of the history.
const draftsIn = ({ drafts, you, later }) => (later === "none" ? saysIn(drafts).map((draft) => asMessage(draft, you)) : []);
const saysIn = (drafts) => drafts.filter(({ type }) => type === "say");

function conversation(messages, state, now) {
  const changes = changeRows(state).filter(({ after }) => after >= state.after);
  const rowOf = messageRows(state, now);
  const shown = [];
  let before = null;
  for (const message of messages) {
    const isSeparated = changes.length > 0 && isAbove(changes[0], message);
    while (changes.length > 0 && isAbove(changes[0], message)) shown.push(changes.shift());
    const day = newDay(message, before);
    const isFirstUnread = message.seq !== undefined && message.seq === state.unread.from;
    if (day) shown.push({ kind: "day", key: `day ${day}`, day });
    if (isFirstUnread) shown.push({ kind: "unread", key: "unread" });
    const continues = !day && !isFirstUnread && !isSeparated && isGrouped(message, before);
    shown.push({ ...rowOf(message), continues });
    before = message;
  }
  return state.later === "none" ? [...shown, ...changes] : shown;
}

const isAbove = ({ after }, { seq }) => seq === undefined || after < seq;

function messageRows(state, now) {
  const { you, target } = state;
  const keyOf = uniqueKeys();
  const changes = changesOf(state.drafts);
  const bySeq = messagesBySeq(state.messages, state.quoted);
  const names = namesById(state.people, state.messages);
  const shared = sharedNamesIn(state);
  return (message) => {
    const { change = null, reactions } = changes.get(message.seq) ?? {};
    const isOwn = message.seq === undefined || message.from.id === you.id;
    const answersYou = !isOwn && !message.deleted && bySeq.get(message.reply)?.from.id === you.id;
    return {
      kind: "message",
      key: keyOf(message),
      message,
      text: textAfter(message, change),
      isOwn,
      isTarget: isAt(message, target?.seq) && target.isHighlighted,
      answersYou,
      mentionsYou: answersYou || (!isOwn && mentions(message, state)),
      mentions: mentionsIn(message, textAfter(message, change), state.names, you),
      tag: shared.has(message.from.name.toLowerCase()) ? tagOf(message.from.id) : "",
      status: statusOf(state, message, change),
      limit: state.limits.text,
      change,
      reactions: reactionsOf(message, reactions, you.id, names),
      quote: message.reply === undefined ? null : quoteOf(message, bySeq.get(message.reply)),
      isEdited: message.edited !== undefined,
      isEditable: isEditable(message, state, now),
      isInBox: isAt(message, state.editing),
      isAsked: isAt(message, state.deleting),
    };
  };
}

const isAt = (message, seq) => message.seq !== undefined && message.seq === seq;

// Whether the person may edit and delete the message, and is not deleting it already. In the end the server decides, by its clock.
export const isEditable = (message, { you, editHours, drafts }, now = Date.now()) =>
  message.seq !== undefined && message.from.id === you.id && !message.deleted && !isBeingDeleted(message, drafts) &&
  !isTooOld(message, { editHours }, now);

export const isTooOld = ({ at }, { editHours }, now = Date.now()) => now - new Date(at) >= editHours * HOUR_MS;

function isBeingDeleted({ seq }, drafts) {
  const change = changesOf(drafts).get(seq)?.change;
  return change?.type === "delete" && change.state !== "failed";
}

const namesById = memoized((people, messages) => new Map([...messages.map(({ from }) => from), ...people].map(({ id, name }) => [id, name])));

const messagesBySeq = memoized((messages, quoted) => new Map([...quoted, ...messages].map((message) => [message.seq, message])));

// Returns the quote of the message that a reply answers, { seq, answered }: one object as long as that message is unchanged. `answered`
// is undefined until a message outside the view is loaded.
const quotes = new WeakMap();
function quoteOf(reply, answered) {
  if (!quotes.has(reply) || quotes.get(reply).answered !== answered) quotes.set(reply, { seq: reply.reply, answered });
  return quotes.get(reply);
}

// The names that a message mentions, { name, isMine }: the same array as long as the names are the same.
const NOBODY = [];
const namesIn = new WeakMap();
function mentionsIn(message, text, names, you) {
  if (!text.includes("@") || message.deleted) return NOBODY;
  const before = namesIn.get(message);
  if (before?.text === text && before.names === names && before.you === you) return before.mentions;
  const known = names.filter(({ since }) => !(since > message.seq)).map(({ name }) => name);
  const own = ownNames(you, message);
  const mentions = namedIn(text, [...own, ...known]).map((name) => ({ name, isMine: isOneOf(own, name) }));
  const isUnchanged = JSON.stringify(before?.mentions) === JSON.stringify(mentions);
  namesIn.set(message, { text, names, you, mentions: isUnchanged ? before.mentions : mentions });
  return namesIn.get(message).mentions;
}

// Returns a function that gives each message a key. The key is made from the id of the draft that became the message, so that
// the row stays when the draft settles and nothing flickers. An id can repeat after the log deleted the message that first had
// it, so the key of a repeated id also has the seq. The prefix keeps an id that a person chose, such as "beginning", from being the
// key of another row.
function uniqueKeys() {
  const used = new Set();
  return ({ draft, seq }) => {
    const isRepeated = used.has(draft);
    used.add(draft);
    return isRepeated ? `draft ${draft} ${seq}` : `draft ${draft}`;
  };
}

// The name of the template that draft-status.js shows below a message for its draft or its change, or null. If there are several new
// messages, only the last one shows "offline" or "throttled". Each message with a change shows its own status.
function statusOf({ drafts, outage, isThrottled }, message, change) {
  const draft = change ?? (message.seq === undefined ? message : null);
  if (draft === null || draft.state === "failed") return draft && "failed";
  const slow = draft.state === "slow" ? "slow" : null;
  if (change === null && draft.draft !== saysIn(drafts).at(-1).id) return slow;
  if (outage) return change?.type === "delete" ? "offline-delete" : "offline";
  return isThrottled ? "throttled" : slow;
}

// A draft in the form of a message. Until the draft or the person's name changes, this returns the same object, so that its row is not
// drawn again and a button in it keeps the focus.
const messagesOfDrafts = new WeakMap();
function asMessage(draft, you) {
  const { id, at, ...others } = draft;
  if (messagesOfDrafts.get(draft)?.from !== you)
    messagesOfDrafts.set(draft, { draft: id, at: new Date(at).toISOString(), ...others, from: you });
  return messagesOfDrafts.get(draft);
}

const beginning = ({ earlier }, messages) =>
  ({ kind: "beginning", key: "beginning", earlier, isEmpty: messages.length === 0 });

const end = ({ later }) => (later === "none" ? [] : [{ kind: "end", key: "end", later }]);

const isGrouped = (message, before) =>
  before !== null && message.from.id === before.from.id && message.from.name === before.from.name &&
  new Date(message.at) - new Date(before.at) < GROUP_MS;

// The day of a message if it is the first one, or if the message before is of an earlier day; otherwise null. A draft can have an earlier
// day, if the clock of its browser is behind the server's.
function newDay(message, before) {
  const day = dayOf(message.at);
  return before === null || day > dayOf(before.at) ? day : null;
}
