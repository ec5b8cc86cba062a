// Wires the page: frames and acts change the state, the state is drawn once for each frame of the screen.

import { lineOf, pageOf, roomIn } from "./address.js";
import { Announcer } from "./announcer.js";
import { Composer } from "./composer.js";
import { knock } from "./door.js";
import { readEarlier } from "./history.js";
import { language, translate, words } from "./language.js";
import { Line } from "./line.js";
import { ownName } from "./names.js";
import { Naming } from "./naming.js";
import { Outbox } from "./outbox.js";
import { People } from "./people.js";
import { Scroll } from "./scroll.js";
import { offerToCopy } from "./share.js";
import { Socket } from "./socket.js";
import { apply, fresh } from "./state.js";
import { untilMidnight } from "./time.js";
import { Timeline } from "./timeline.js";
import { updateTitle } from "./title.js";
import { fitTo } from "./viewport.js";

const MOST_SHOWN = 600; // messages in the list of who follows the end; more only costs memory
const KEPT_SHOWN = 300;
const UNSEEN_DRAW_MS = 250; // a hidden tab has no frames to draw in, but is up to date when somebody looks

translate(document); // before any part of the page is taken up

const find = (selector) => document.querySelector(selector);
const room = roomIn(location.pathname);

const socket = new Socket({
  address: () => lineOf(state, location.origin),
  heard: act,
  changed: (connection, code) => act({ type: "connection", connection, code }),
  refused: () => knock(),
});
const outbox = new Outbox({ room, send: (frame) => socket.send(frame), act, renew: () => socket.renew() });
let state = fresh({ room, name: ownName(), drafts: outbox.restore() });

const composer = new Composer({ form: find(".composer"), room, limit: state.limits.text, say });
const timeline = new Timeline(find(".timeline"), {
  retry: (draft) => outbox.retry(draft),
  delete: discard,
  more: readBack,
});
const scroll = new Scroll({ view: find(".scroller"), list: find(".timeline"), button: find(".latest"), nearStart });
const naming = new Naming({ root: find(".identity"), rename });
const people = new People(find(".people"), find(".crowd"));
const announcer = new Announcer(find(".announcer"));
const line = new Line({
  root: document.documentElement,
  line: find(".line"),
  acts: { wake: () => socket.wake(), open: () => socket.open(), reload: () => location.reload() },
});

// Acts: what the person does, and what the page does for them.

function say(text) {
  act(outbox.write(text));
  scroll.follow();
}

function discard(draft) {
  act({ type: "delete", draft });
  composer.focus();
}

function rename(name) {
  act({ type: "name", name });
  socket.send({ type: "name", name });
}

// A view that is still filling up, or not drawn yet, looks short though nobody has scrolled to its start.
function nearStart() {
  if (state.earlier === "more" && state.last >= state.head && !isDue) readBack();
}

async function readBack() {
  if (state.earlier === "loading") return;
  act({ type: "reading" });
  act(await readEarlier(state));
}

// Every change goes through here.

function act(frame) {
  state = apply(state, frame);
  if (!document.hidden) state = apply(state, { type: "seen" });
  if (scroll.following && state.messages.length > MOST_SHOWN) state = apply(state, { type: "trim", keep: KEPT_SHOWN });
  if (state.broken) return socket.renew();
  outbox.update(state);
  drawSoon();
}

let isDue = false;

function drawSoon() {
  if (isDue) return;
  isDue = true;
  if (document.hidden) setTimeout(draw, UNSEEN_DRAW_MS);
  else requestAnimationFrame(draw);
}

function draw() {
  isDue = false;
  find(".greeting").textContent = greetingOf(state);
  for (const part of [line, people, naming, composer, announcer]) part.update(state);
  scroll.update(state, () => timeline.update(state));
  updateTitle(state);
}

function drawTomorrow() {
  setTimeout(() => (drawSoon(), drawTomorrow()), untilMidnight());
}

function listen() {
  addEventListener("online", () => socket.refresh());
  addEventListener("offline", () => socket.refresh());
  addEventListener("pageshow", ({ persisted }) => persisted && socket.wake());
  addEventListener("pagehide", () => socket.close());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) socket.wake();
    isDue = false; // a frame that was asked for in sight never comes out of sight
    act({ type: "look" });
  });
}

// The server greets in English.
const greetingOf = ({ greeting, you }) =>
  language === "en" || greeting === "" ? greeting : words("welcome", { name: you.name });

function start() {
  for (const element of document.querySelectorAll(".room")) element.textContent = room;
  offerToCopy(find(".share"), pageOf(room, location.origin));
  fitTo(window.visualViewport);
  listen();
  drawTomorrow();
  composer.focus();
  socket.open();
  drawSoon();
}

start();
