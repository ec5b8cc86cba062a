// What a tab knows, as a value: apply(state, frame) → state, for the server's frames and for what the person does.

// The tab's view of the log is `messages`: without a hole from `after` + 1 to `last`.
export const fresh = ({ room, name = "", drafts = [] }) => ({
  room,
  connection: "connecting",
  code: null, // the close code that ended the connection for good
  you: { id: "", name },
  naming: null, // a new name on its way, or the reason it was refused
  greeting: "",
  version: "",
  limits: { text: 4000, name: 32 },
  epoch: null,
  after: 0,
  last: 0,
  head: 0, // where the log stood at the welcome
  messages: [],
  earlier: "none", // what stands before the view: none, more, loading, failed
  told: 0, // the head the latest beat spoke of, and what we had then
  hadThen: 0,
  broken: false, // the line left something out and has to be made anew
  seen: 0,
  people: [],
  count: 0,
  drafts,
});

export const apply = (state, frame) =>
  Object.hasOwn(verbs, frame.type) ? verbs[frame.type](state, frame) : state;

export const unread = ({ messages, seen, you }) =>
  messages.filter(({ seq, from }) => seq > seen && from.id !== you.id).length;

const verbs = {
  // Down the wire.
  welcome: (state, frame) => ({
    ...state,
    ...(holds(state, frame) ? {} : viewFrom(frame)),
    ...introduced(frame),
    seen: frame.epoch === state.epoch ? state.seen : frame.head,
    broken: false,
    told: 0,
    naming: null,
  }),

  message(state, message) {
    const settled = { ...state, drafts: without(state.drafts, message.draft) };
    if (message.seq <= state.last) return settled; // a repeat, or a draft that became a message before this view
    if (message.seq > state.last + 1) return { ...settled, broken: true };
    return { ...settled, messages: [...state.messages, message], last: message.seq };
  },

  people(state, { joined, left, renamed, count }) {
    const people = new Map(state.people.map((person) => [person.id, person]));
    for (const person of [...joined, ...renamed]) people.set(person.id, person);
    for (const id of left) people.delete(id);
    return { ...calledAs(state, [...joined, ...renamed]), people: [...people.values()], count };
  },

  refused(state, frame) {
    if (frame.draft) return changed(state, frame.draft, refusal(frame));
    return state.naming?.was ? { ...state, you: state.naming.was, naming: { reason: frame.reason } } : state;
  },

  // A beat says where the log's head is. If two in a row find us behind, and nothing came in between, it got lost.
  beat: (state, { head }) => ({
    ...state,
    broken: state.broken || (state.told > state.last && state.hadThen === state.last),
    told: head,
    hadThen: state.last,
  }),

  // Read back over HTTP.
  reading: (state) => ({ ...state, earlier: "loading" }),
  unreadable: (state) => ({ ...state, earlier: "failed" }),
  earlier(state, { epoch, messages }) {
    const page = messages.filter(({ seq }) => seq <= state.after);
    if (epoch === state.epoch && page.length === 0) return { ...state, earlier: "none" };
    if (epoch !== state.epoch || page.at(-1).seq !== state.after) return { ...state, earlier: "more" };
    return beginningAt(page[0].seq - 1, {
      ...state,
      messages: [...page, ...state.messages],
      drafts: without(state.drafts, ...page.map(({ draft }) => draft)),
    });
  },

  // What happens to the line.
  connection: (state, { connection, code = null }) => ({ ...state, connection, code, broken: false }),

  // What the person does.
  draft: (state, { draft, text, at }) =>
    ({ ...state, drafts: [...state.drafts, { draft, text, at, state: "pending" }] }),
  slow: (state, { draft }) => changed(state, draft, { state: "slow" }),
  retry: (state, { draft }) => changed(state, draft, { state: "pending", refusal: null }),
  delete: (state, { draft }) => ({ ...state, drafts: without(state.drafts, draft) }),
  name: (state, { name }) => ({ ...state, naming: { was: state.you }, you: { ...state.you, name } }),
  seen: (state) => (state.last > state.seen ? { ...state, seen: state.last } : state),
  trim: (state, { keep }) => {
    const messages = state.messages.slice(-keep);
    return messages.length < state.messages.length ? beginningAt(messages[0].seq - 1, { ...state, messages }) : state;
  },
};

const holds = (state, { epoch, after }) => epoch === state.epoch && after === state.last;
const viewFrom = ({ after }) => beginningAt(after, { messages: [], last: after });
const beginningAt = (after, state) => ({ ...state, after, earlier: after > 0 ? "more" : "none" });

const introduced = ({ room, you, greeting, version, limits, epoch, head, people, count }) =>
  ({ room, you, greeting, version, limits, epoch, head, people, count });

const without = (drafts, ...ids) =>
  drafts.some(({ draft }) => ids.includes(draft)) ? drafts.filter(({ draft }) => !ids.includes(draft)) : drafts;

const changed = (state, id, news) =>
  ({ ...state, drafts: state.drafts.map((draft) => (draft.draft === id ? { ...draft, ...news } : draft)) });

// A draft that came too fast is on its way still: the outbox sends it again by itself.
const refusal = ({ code, reason, retry_ms }) =>
  ({ state: code === "too_fast" ? "pending" : "failed", refusal: { code, reason, retry_ms } });

// Who renames soon after coming is told as somebody who joined. A name we are just giving up is old news.
// The greeting called us by the old name; the next welcome brings a new one.
function calledAs(state, named) {
  const you = named.find(({ id }) => id === state.you.id);
  if (!you || you.name === state.naming?.was?.name) return state;
  const naming = state.naming?.was ? null : state.naming; // the reason of a refusal stays until the next try
  return { ...state, you, naming, greeting: you.name === state.you.name ? state.greeting : "" };
}
