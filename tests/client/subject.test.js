// Edits in the text box: what is left of one after a reload, after the person left it, and when its message is changed or deleted.

import assert from "node:assert/strict";
import { beforeEach, mock } from "node:test";
import { GuardedStorage } from "../../client/browser/guarded-storage.js";
import { Subject } from "../../client/composer/subject.js";
import { HistoryLoader } from "../../client/list/history-loader.js";
import { initialState } from "../../client/state/state.js";
import { Store } from "../../client/state/store.js";
import { MAX_MESSAGES } from "../../client/state/view.js";
import { Browser, tick } from "./support/browser.js";
import { ANA, BO, connection, welcome } from "./support/frames.js";
import { Room } from "./support/room.js";
import { testScripts } from "./support/step-tests.js";

let browser, room, tab, stored, left;

beforeEach(() => {
  [browser, room, stored] = [new Browser(), new Room(), JSON.stringify({ text: "" })];
  mock.method(globalThis, "fetch", async (address) => ({ ok: true, json: async () => pageAt(new URL(address, "http://a").searchParams) }));
  open();
});

function pageAt(query) {
  const [before, behind, limit] = ["before", "after", "limit"].map((name) => Number(query.get(name)));
  const messages = room.messages().filter(({ seq }) => (before ? seq < before : seq > behind));
  return { epoch: "one", head: room.log.length, messages: before ? messages.slice(-limit) : messages.slice(0, limit) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

const LABEL = { classList: { toggle() {} }, replaceChildren() {} };
globalThis.document = { createElement: () => ({}) };

// A page of Ana's in a tab, with what the page before it stored. Its view begins after the entry `behind`.
function open(behind = 0) {
  const elements = {};
  const element = (more) =>
    ({ ...more, querySelector: (selector) => (elements[selector] ??= element()), addEventListener() {}, setAttribute() {}, ...LABEL });
  const { text, ...typed } = JSON.parse(stored);
  const box = { value: text, focus() {}, addEventListener() {} };
  const store = new Store(initialState({ room: "lobby" }));
  const keep = () => (stored = JSON.stringify(subject.typed));
  const write = (text) => ((box.value = text), keep());
  const form = element({ elements: { text: box }, prepend() {} });
  document.querySelector = () => ({ content: { firstElementChild: { cloneNode: () => form.querySelector(".subject") } } });
  const [storage, maxLength] = [new GuardedStorage(), () => 50];
  const subject = new Subject({ form, store, outbox: { add: send }, storage, maxLength, write, keep });
  subject.resume(typed);
  tab = { elements, box, store, subject, keep };
  const loader = new HistoryLoader({ store });
  store.subscribe((state) => loader.draw(state));
  const replayed = room.log.slice(behind).map(room.replayed, room);
  for (const frame of [welcome({ after: behind, head: room.log.length }), connection("live"), ...replayed]) store.apply(frame);
}

function send({ epoch, ...draft }, from = ANA) {
  const entry = room.append(from, { ...draft, draft: `d${room.log.length}` });
  tab?.store.apply(entry);
}

const steps = {
  say: (...texts) => texts.forEach((text) => send({ type: "say", text })),
  edit: (seq = 1) => tab.subject.edit(seq),
  type: (text = "") => ((tab.box.value = text), tab.keep()),
  reply: (seq) => tab.subject.reply(seq),
  leave: () => tab.subject.leave(),
  cancel: () => tab.subject.cancel(),
  drop: () => tab.store.apply({ type: "delete", id: "pending" }),
  save: () => tab.subject.sendEdit(tab.box.value),
  up: () => tab.subject.editLast(),
  pend: () => tab.store.apply({ type: "add", draft: { id: "pending", type: "say", text: "pending", at: 0, state: "pending" } }),
  close: () => (tab = null),
  reopen: () => open(),
  reopenAtEnd: async () => (open(room.log.length), tab.subject.draw(), await settled()),
  goElsewhere: () => ((left = tab.subject.abandon()), tab.store.apply({ type: "editing", seq: null }), steps.type(left.text)),
  comeBack: () => tab.subject.resume(left),
  wait: (hours) => tick(hours * 3_600_000),
  space: (characters) => (browser.maxValue = characters),

  // In another tab, and by others.
  change: (text) => send({ type: "edit", message: 1, text }),
  remove: (seq = 1) => send({ type: "delete", message: seq }),
  flood(count = MAX_MESSAGES) {
    tab.store.apply({ type: "scrolled", isFollowing: false });
    for (; count > 0; count--) send({ type: "say", text: "flood" }, BO);
  },

  end: () => tab.store.apply({ type: "end" }),

  // Claims.
  has: (text = "") => (tab.subject.draw(), assert.equal(tab.box.value, text)),
  edits: (seq = null) => (tab.subject.draw(), assert.equal(tab.store.state.editing, seq)),
  warns: () => (tab.subject.draw(), assert.match(tab.elements[".excerpt"].textContent, /changed meanwhile/u)),
  asks: (seq) => assert.equal(tab.store.state.deleting, seq),
  explains: () => assert.match(tab.elements[".hint"].textContent, /message was deleted/u),
  stores: (text) => (tab.subject.draw(), assert.ok((stored + JSON.stringify(browser.stored)).includes(text))),
  forgot: (text) => (tab?.subject.draw(), assert.ok(!(stored + JSON.stringify(browser.stored)).includes(text))),
};

testScripts(steps, {
  "an edit that changed nothing ends with its page, and no text of it is stored":
    "say secret, type draft, edit, has secret, forgot secret, type secret!, stores secret!, type secret, forgot secret, reopen, has draft, edits",
  "an edit that changed nothing goes on from the new text of its message, and ends if that is deleted":
    "say secret, type draft, edit, change other, has other, edits 1, forgot other, remove, has draft, edits, forgot other",
  "of an edit that changed something the text stays in the box when its message is deleted, also while no page is open": [
    "say one two, edit 1, type one!, remove 1, has one!, edits, explains, type",
    "edit 2, type two!, close, remove 2, reopen, has two!, edits, explains, type",
    "say three, edit 5, type three!, close, remove 5, reopenAtEnd, has three!, edits, explains",
  ],
  "an edit to nothing visible asks whether to delete the message":
    ["", "\u200b", "\u00ad\u2800\u3164", "\u034f\ufe0f\u200d", "\u202e"].map((text, index) => `say m${index}, edit ${index + 1}, type ${text}, save, asks ${index + 1}`),
  "whether another tab changed the message of an edit is known after a reload, and after the person left the edit":
    "say one, edit, type one!, close, change uno, reopen, has one!, warns, leave, has, reopen, edit, has one!, warns",
  "the text of an edit that was left stays until it is sent": [
    "say one two, edit 1, type one!, edit 2, type two!, reply 1, has, reopen, edit 1, has one!, edit 2, has two!",
    "save, leave, forgot two!, stores one!, edit 1, type one, leave, forgot one!, edit 1, has one",
  ],
  "the text of an edit that was cancelled is forgotten":
    "say one, type draft, edit, type one!, cancel, has draft, edits, forgot one!, edit, has one, reply 1, cancel, edits",
  "the text of an edit that was left goes when its message is deleted, in the view or not, or is too old":
    "say one two three four, edit 1, type one!, edit 2, type two!, edit 3, type three!, edit 4, type four!, leave, close, remove 1, reopen, forgot one!, flood, end, remove 2, forgot two!, close, remove 4, reopenAtEnd, forgot four!, wait 23, stores three!, wait 1, forgot three!",
  "without space the text of an edit that was left is there as long as the page": "say one, space 1, edit, type one!, leave, edit, has one!",
  "the last message is edited unless it is pending, also one that the view does not show, among the last thousand": [
    "say one two, up, edits 2, has two, leave, flood, say three, up, edits 303, has three, leave, remove 303, up, edits 2, has two",
    "leave, pend, up, edits, drop, remove 2, up, edits 1, has one, change uno, has uno, type uno!, change eins, warns, leave, flood 690, up, edits 1, leave, flood 10, reopenAtEnd, up, edits",
  ],
  "an edit that changed nothing is there again when the person comes back to the room, with the text of its message":
    "say one two, type draft, edit 2, goElsewhere, has draft, edits, forgot two, comeBack, has two, edits 2, leave, has draft, edit 1, type one!, goElsewhere, comeBack, has one!, edits 1",
});
