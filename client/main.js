// Wires the page: frames and acts change the state, the state is drawn once for each frame of the screen.
// The folders import one way only: text ← state ← browser ← page, connection, people ← list ← composer ← main.js.

import { Drawing } from "./browser/drawing.js";
import { language, translate, words } from "./browser/language.js";
import { listenAround } from "./browser/lifecycle.js";
import { Keeper } from "./browser/unsaved.js";
import { Composer } from "./composer/composer.js";
import { Outbox } from "./composer/outbox.js";
import { knock } from "./connection/access.js";
import { homeOf, lineOf, placeOf, roomIn } from "./connection/address.js";
import { Line } from "./connection/banner.js";
import { codeOf, Vigil } from "./connection/diagnosis.js";
import { Socket } from "./connection/socket.js";
import { Announcer } from "./list/announcer.js";
import { walk } from "./list/arrows.js";
import { Timeline } from "./list/list.js";
import { Reading } from "./list/paging.js";
import { Scroll } from "./list/scroll.js";
import { copyBy } from "./page/copy.js";
import { Sheets } from "./page/dialogs.js";
import { offerAppearance, offerSettings, readSettings } from "./page/settings.js";
import { listenForShortcuts } from "./page/shortcuts.js";
import { updateTitle } from "./page/title.js";
import { fitTo } from "./page/viewport.js";
import { ownName } from "./people/name.js";
import { People } from "./people/panel.js";
import { Naming } from "./people/rename.js";
import { Typing } from "./people/typing.js";
import { apply, fresh } from "./state/state.js";
import { askedFor } from "./text/commands.js";

translate(document); // before any part of the page is taken up

const find = (selector) => document.querySelector(selector);
const room = roomIn(location.pathname);
const home = homeOf(room, location.origin);

const socket = new Socket({
  address: () => lineOf(state, location.origin),
  heard: act,
  changed: (connection, code) => act({ type: "connection", connection, code }),
  refused: () => knock(),
});
const drawing = new Drawing(draw);
const keeper = new Keeper({ changed: () => drawing.soon() });
const outbox = new Outbox({ room, send: (frame) => socket.send(frame), act, renew: () => socket.renew(), keeper });
let state = fresh({ room, name: ownName(), drafts: outbox.restore(), settings: readSettings() });

const typing = new Typing({ place: find(".typing"), send: (frame) => socket.send(frame), act });
const composer = new Composer({
  form: find(".composer"),
  room,
  limit: state.limits.text,
  keeper,
  ask,
  say,
  typed: (text) => typing.wrote(text),
});
const timeline = new Timeline(find(".timeline"), {
  retry: ({ draft }) => outbox.retry(draft),
  edit: ({ draft }) => edit(draft),
  delete: ({ draft }) => discard(draft),
  earlier: () => reading.readOn("earlier"),
  later: () => reading.readOn("later"),
  link: ({ seq }, button) => copyBy(button, placeOf(home, seq)),
  code: (_, button) => copyBy(button, button.parentElement.querySelector("code").textContent),
});
const scroll = new Scroll({
  view: find(".scroller"),
  list: find(".timeline"),
  button: find(".latest"),
  acts: { forward: () => reading.forward(), look, readOn },
});
const reading = new Reading({ state: () => state, act, scroll });
const naming = new Naming({ root: find(".identity"), rename });
const people = new People(find(".people"), find(".crowd"));
const announcer = new Announcer(find(".announcer"));
const line = new Line({
  root: document.documentElement,
  line: find(".line"),
  acts: {
    open: () => socket.open(),
    reload: () => location.reload(),
    decline: () => act({ type: "decline" }),
  },
  keeper,
});
const sheets = new Sheets(document);
const vigil = new Vigil({ act, ask: () => codeOf(lineOf(state, location.origin).replace(/^ws/u, "http")) });

// Acts: what the person does, and what the page does for them.

function ask(text) {
  const asked = askedFor(text);
  if (asked.act === "help") sheets.open("help");
  else if (asked.act === "name") naming.become(asked.name, () => composer.takeBack(text));
  else say(text);
}

function say(text) {
  reading.toEnd();
  act(outbox.write(text));
}

function edit(draft) {
  const { text } = state.drafts.find((one) => one.draft === draft);
  act({ type: "delete", draft });
  composer.takeBack(text);
}

function discard(draft) {
  act({ type: "delete", draft });
  composer.focus();
}

// One that is too long is refused here, since without a line nobody else would do so. It counts as it would be stored.
function rename(name) {
  act({ type: "name", name });
  if ([...name.normalize("NFKC")].length > state.limits.name) act({ type: "refused", code: "bad_name" });
  else socket.send({ type: "name", name });
}

// A view that is still filling up, or not drawn yet, looks short though nobody has scrolled to its edge.
function readOn(side) {
  if (state[side] === "more" && state.last >= state.head && !drawing.isDue) reading.readOn(side);
}

// Somebody came to the end or left it, came to the tab or left it.
function look() {
  act({ type: "attention", isAway: document.hidden || !document.hasFocus() || !scroll.following });
}

// Every change goes through here.

function act(frame) {
  const isFirst = state.epoch === null && frame.type === "welcome";
  state = apply(state, frame);
  if (!document.hidden) state = apply(state, { type: "seen" });
  if (scroll.following) state = apply(state, { type: "trim" });
  if (state.broken) return socket.renew();
  outbox.update(state);
  vigil.update(state);
  typing.watch(state);
  drawing.soon();
  if (isFirst) reading.openAddressed();
}

function draw() {
  find(".greeting").textContent = greetingOf(state);
  for (const part of [line, people, naming, composer, typing, announcer]) part.update(state);
  scroll.update(state, () => timeline.update(state));
  find(".absent").textContent = state.sought?.isAbsent ? words("message not found", { seq: state.sought.seq }) : "";
  updateTitle(state);
}

// The server greets in English.
const greetingOf = ({ greeting, you }) =>
  language === "en" || greeting === "" ? greeting : words("welcome", { name: you.name });

function start() {
  for (const element of document.querySelectorAll(".room")) element.textContent = room;
  find(".share").addEventListener("click", ({ currentTarget }) => copyBy(currentTarget, home));
  walk(find(".timeline"), find(".scroller"));
  fitTo(window.visualViewport);
  offerAppearance(document, find(".settings").elements);
  offerSettings(find(".settings"), (settings) => act({ type: "settings", settings }));
  listenForShortcuts({ box: find("#text"), view: find(".scroller"), help: () => sheets.open("help") });
  listenAround({ socket, look, turned: () => drawing.turned() });
  addEventListener("hashchange", () => reading.openAddressed());
  addEventListener("keydown", ({ key }) => key === "Escape" && act({ type: "read" }));
  composer.focus();
  look();
  socket.open();
  drawing.soon();
}

start();
