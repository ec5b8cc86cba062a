// People, frames of a server, and the state of a tab after them.

import { apply, initialState } from "../../../client/state/state.js";

export const [ANA, BO, CY] = ["Ana", "Bo", "Cy"].map((name) => ({ id: name.toLowerCase(), name }));

export const welcome = (more = {}) => ({
  type: "welcome", room: "lobby", greeting: "Welcome, Ana!", you: ANA, epoch: "one", after: 0, head: 0,
  people: [ANA], count: 1, limits: { text: 4000, name: 32 }, version: "v", ...more,
});

export const message = (seq, more = {}) =>
  ({ type: "message", seq, draft: `d${seq}`, from: BO, text: `text ${seq}`, at: "2026-01-02T03:04:05.678Z", ...more });

export const own = (seq, draft = "mine") => message(seq, { draft, from: ANA });

export const messages = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => message(first + index));

// Entries that change a message.
const change = (type) => (seq, message, more = {}) =>
  ({ type, seq, draft: `d${seq}`, from: BO, at: "2026-01-02T03:05:00.000Z", message, ...more });
export const [edit, deletion, reaction] = ["edit", "deletion", "reaction"].map(change);

// Acts that add a draft: of a message, or one of another type that changes a message.
export const draft = (id, { type = "add", ...more } = {}) => ({ type, draft: { id, type: "say", text: id, at: 1, state: "pending", ...more } });
export const changing = (type, id, message, more = {}) => ({ type: "add", draft: { id, type, message, at: 1, state: "pending", epoch: "one", ...more } });

export const refused = (code, more = {}) => ({ type: "refused", code, reason: "Because.", ...more });

export const page = (type, from, messages, { epoch = "one", head = messages.at(-1)?.seq ?? from } = {}) => ({ type, from, epoch, head, messages });

export const connection = (connection, code) => ({ type: "connection", connection, code });

// `after`: the state of a new tab of Ana after these frames. `from`: a given state after further frames.
export const after = (...frames) => from(initialState({ room: "lobby" }), ...frames);
export const from = (state, ...frames) => frames.reduce(apply, state);

export const namesOf = (people) => people.map(({ name }) => name);
export const seqsOf = ({ messages }) => messages.map(({ seq }) => seq);
