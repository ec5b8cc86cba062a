// What a tab knows, as a value: apply(state, frame) → state, for the server's frames and for what the person does.

import { trouble, untroubled } from "./outage.js";
import { awaitedAtBeat, gathered, nobody, presence } from "./presence.js";
import { shows, trimmed, viewAt, withEarlier, withLater, withNext } from "./view.js";

const MOST_RECENT = 3; // messages that are kept to be read out

export const fresh = ({ room, name = "", drafts = [], settings = {} }) => ({
  room,
  connection: "connecting",
  code: null, // the close code that ended the connection for good
  you: { id: "", name },
  naming: null, // a new name on its way, or one that was refused
  greeting: "",
  version: "",
  limits: { text: 4000, name: 32 },
  epoch: null,
  last: 0, // the last number heard on the line, shown or not
  head: 0, // where the log stood at the welcome
  since: 0, // what comes after it is news, all before it is history
  ...viewAt(0),
  sought: null, // { seq, isMarked, isAbsent? }: the message somebody asked for
  isAway: false, // not before the screen, or not at the end
  missed: 0, // while the tab was out of sight
  unread: { from: null, count: 0 }, // the line stands before `from`; `count` came since the end was last in sight
  news: { count: 0, recent: [] },
  told: 0, // the head the latest beat spoke of, and what we had then
  hadThen: 0,
  broken: false, // the line left something out and has to be made anew
  drafts,
  settings,
  ...nobody,
  ...untroubled,
});

export const apply = (state, frame) =>
  Object.hasOwn(verbs, frame.type) ? found(verbs[frame.type](state, frame)) : state;

const verbs = {
  ...presence,
  ...trouble,

  // Down the wire.
  welcome: (state, frame) => ({
    ...state,
    ...(holds(state, frame) ? {} : { ...viewAt(frame.after), last: frame.after, changes: [] }),
    ...(frame.epoch === state.epoch ? {} : { ...READ, since: frame.head }),
    ...introduced(frame),
    awaited: gathered(state, frame.people),
    broken: false,
    told: 0,
    naming: null,
  }),

  message(state, message) {
    const settled = presence.silent(settledBy(state, [message]), message.from);
    if (message.seq <= state.last) return settled; // a repeat, or a draft that became a message before this view
    if (message.seq > state.last + 1) return { ...settled, broken: true };
    return withNext(heard({ ...settled, last: message.seq }, message), message);
  },

  refused(state, frame) {
    if (frame.draft) return changed({ ...state, haste: state.haste || isHaste(frame) }, frame.draft, refusal(frame));
    return state.naming?.was ? { ...state, you: state.naming.was, naming: { refused: frame.code, reason: frame.reason, wanted: state.you.name } } : state;
  },

  // A beat says where the log's head is. If two in a row find us behind, and nothing came in between, it got lost.
  beat: (state, { head }) => ({
    ...state,
    broken: state.broken || (state.told > state.last && state.hadThen === state.last),
    told: head,
    hadThen: state.last,
    awaited: awaitedAtBeat(state.awaited),
  }),

  // Read back over HTTP: earlier, later, or around the message that is sought.
  reading: (state, { side }) => ({ ...state, [side]: "loading" }),
  unreadable: (state, { side }) => failed(state, side),
  earlier: (state, page) => (page.epoch === state.epoch ? settledBy(withEarlier(state, page), page.messages) : failed(state, "earlier")),
  later: (state, page) => (page.epoch === state.epoch ? settledBy(withLater(state, page), page.messages) : failed(state, "later")),
  around(state, { seq, epoch, messages }) {
    if (state.sought?.seq !== seq) return state;
    if (epoch !== state.epoch || !messages.some((message) => message.seq === seq)) return absent(state);
    return settledBy({ ...state, ...viewAt(messages[0].seq - 1, messages, state.last) }, messages);
  },
  absent: (state, { seq }) => (state.sought?.seq === seq ? absent(state) : state),

  // What the person does.
  draft: (state, { draft, text, at }) =>
    ({ ...state, ...READ, drafts: [...state.drafts, { draft, text, at, state: "pending" }] }),
  slow: (state, { draft }) => changed(state, draft, { state: "slow" }),
  retry: (state, { draft }) => changed(state, draft, { state: "pending", refusal: null }),
  delete: (state, { draft }) => settledBy(state, [{ draft }]),
  settings: (state, { settings }) => ({ ...state, settings }),
  name: (state, { name }) => ({ ...state, naming: { was: state.you }, you: { ...state.you, name } }),
  seen: (state) => (state.missed > 0 ? { ...state, missed: 0 } : state),
  attention: (state, { isAway }) => (state.isAway === isAway ? state : { ...state, isAway, unread: lookedAt(state, isAway) }),
  read: (state) => ({ ...state, ...READ }),
  seek: (state, { seq, isMarked }) => ({ ...state, sought: { seq, isMarked } }),
  end: (state) => (state.later === "none" ? state : { ...state, ...viewAt(state.last) }),
  trim: trimmed,
};

const READ = { unread: { from: null, count: 0 }, sought: null };

// The line stays where it was while somebody looks; the next message they miss moves it.
const lookedAt = ({ unread }, isAway) => (isAway ? unread : { ...unread, count: 0 });

const missedOne = ({ from, count }, seq) => ({ from: count === 0 ? seq : from, count: count + 1 });

function heard(state, message) {
  if (message.seq <= state.since || message.from.id === state.you.id) return state;
  const { news, isAway, unread } = state;
  return {
    ...state,
    missed: state.missed + 1,
    unread: isAway ? missedOne(unread, message.seq) : unread,
    news: { count: news.count + 1, recent: [...news.recent, message].slice(-MOST_RECENT) },
  };
}

// Who reads may try again: to do so by itself would be to ask without end. If the view has begun anew meanwhile, it was not about this one.
const failed = (state, side) => (state[side] === "loading" ? { ...state, [side]: "failed" } : state);

const absent = (state) => ({ ...state, sought: { ...state.sought, isAbsent: true } });

// It may come after all: somebody says it, or reads on until there.
function found(state) {
  if (!state.sought?.isAbsent || !shows(state, state.sought.seq)) return state;
  return { ...state, sought: { ...state.sought, isAbsent: false } };
}

// A draft may have become a message long before it is read back.
function settledBy(state, messages) {
  const drafts = without(state.drafts, ...messages.map(({ draft }) => draft));
  return { ...state, drafts, haste: state.haste && drafts.length > 0 };
}

const holds = (state, { epoch, after }) => epoch === state.epoch && after === state.last;

const introduced = ({ room, you, greeting, version, limits, epoch, head, people, count }) =>
  ({ room, you, greeting, version, limits, epoch, head, people, count });

const without = (drafts, ...ids) =>
  drafts.some(({ draft }) => ids.includes(draft)) ? drafts.filter(({ draft }) => !ids.includes(draft)) : drafts;

const changed = (state, id, news) =>
  ({ ...state, drafts: state.drafts.map((draft) => (draft.draft === id ? { ...draft, ...news } : draft)) });

// A draft that came too fast is on its way still: the outbox sends it again by itself.
const refusal = ({ code, reason, retry_ms }) =>
  ({ state: isHaste({ code }) ? "pending" : "failed", refusal: { code, reason, retry_ms } });
const isHaste = ({ code }) => code === "too_fast";
