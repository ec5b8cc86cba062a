// Creates the parts of the page and connects them, once, when start.js loads this file. A message does not pass through here: the
// README shows its path.
// A folder imports only from the folders before it in this list: text and words, state, browser, connection, people, attention, page,
// picker, offline, actions, list, composer, find, rooms. tests/test_structure.py says which of them each folder may import.

import { GuardedStorage } from "./browser/guarded-storage.js";
import { translate } from "./browser/language.js";
import { lazily, loadWhenIdle } from "./browser/lazy-load.js";
import { watchLifecycle } from "./browser/page-events.js";
import { Composer } from "./composer/composer.js";
import { messageActions } from "./composer/action-handlers.js";
import { OutboxStorage } from "./composer/outbox-storage.js";
import { Outbox } from "./composer/outbox.js";
import { roomAddress, roomIn, socketAddress } from "./connection/address.js";
import { Banner } from "./connection/banner.js";
import { codeOverHttp, Diagnosis } from "./connection/diagnosis.js";
import { reloadIfRefused } from "./connection/reload-if-refused.js"; // loaded now: a gateway that refuses the page refuses modules, too
import { Socket } from "./connection/socket.js";
import { ActionsLoader } from "./list/actions-loader.js";
import { connectArrowKeys } from "./list/arrow-keys.js";
import { toggleLines } from "./list/code-block.js";
import { HistoryLoader } from "./list/history-loader.js";
import { connectLinks } from "./list/link-clicks.js";
import { followAddress, linkedTarget } from "./list/linked-message.js";
import { List } from "./list/list.js";
import { connectMessageKeys } from "./list/message-keys.js";
import { keepPlace, takePlace } from "./list/reading-place.js";
import { Scroll } from "./list/scroll.js";
import { Dialogs } from "./page/dialogs.js";
import { Focus } from "./page/focus.js";
import { Header } from "./page/header.js";
import { Notice } from "./page/notice.js";
import { loadCompact, readSettings } from "./page/settings.js";
import { connectShortcuts } from "./page/shortcuts.js";
import { keepIdentity, readIdentity } from "./people/identity.js";
import { keepNames, readNames } from "./people/known-names-storage.js";
import { PeoplePanel } from "./people/panel.js";
import { Rename } from "./people/rename.js";
import { readRooms } from "./rooms/room-storage.js";
import { namesOf } from "./state/known-names.js";
import { initialState } from "./state/state.js";
import { Store } from "./state/store.js";

translate(document); // before a part reads the page

const find = (selector) => document.querySelector(selector);
const room = roomIn(location.pathname);

const isTyping = () => find("#text").value !== "" || !find(".rename").hidden;

const storage = new GuardedStorage();
const storageOf = (room) => new OutboxStorage({ room, storage });
const drafts = storageOf(room);
const storedRooms = readRooms();
const store = new Store(
  initialState({
    room,
    ...readIdentity(),
    names: namesOf(readNames(room)),
    drafts: drafts.read(),
    settings: readSettings(),
    rooms: storedRooms,
    editHours: Number(document.documentElement.dataset.editHours),
  }),
);
const address = () => roomAddress(store.state.room, location.origin);
store.apply({ type: "visit", room, at: Date.now() });
keepNames(store);
keepIdentity(store);
const handshakeFailed = () => reloadIfRefused({ storage, isTyping });
const socket = new Socket({ store, origin: location.origin, handshakeFailed });
const outbox = new Outbox({ store, socket, storage: drafts });
new Diagnosis({ store, ask: () => codeOverHttp(socketAddress(store.state, location.origin)) });

const notice = new Notice(find(".notice"));
const copyBy = (button, text) => notice.unlessMissing(async () => (await import("./page/copy-button.js")).copyBy(button, text));
const dialogs = new Dialogs({ page: document, notice, store });
const rename = new Rename({ root: find(".identity"), store, socket });
const composer = new Composer({
  form: find(".composer"),
  store,
  outbox,
  storage,
  notice,
  commands: {
    help: () => dialogs.open("help"),
    name: ({ value }, refused) => rename.run(value, refused),
  },
});

const history = new HistoryLoader({ store });
const scroll = new Scroll({ store, history, view: find(".scroller"), list: find(".timeline"), button: find(".latest") });
keepPlace(store, () => scroll.placeInView());
const timeline = find(".timeline");
const onMessages = messageActions({ store, outbox, composer, address, notice, copyBy });
const list = new List({
  element: timeline,
  missing: find(".missing"),
  scroll,
  actions: {
    ...onMessages,
    open: (_, button) => actions.open(button.closest("li")),
    earlier: () => history.load("earlier"),
    later: () => history.load("later"),
    code: (_, button) => copyBy(button, button.closest(".code").querySelector("code").textContent),
    lines(_, button) {
      scroll.hold();
      toggleLines(button);
    },
  },
});
const actions = new ActionsLoader({ list: timeline, rowOf: (item) => list.rowOf(item), actions: onMessages, notice });

const banner = new Banner({
  root: document.documentElement,
  element: find(".status"),
  actions: {
    open: () => socket.open(),
    reload: () => location.reload(),
    decline: () => store.apply({ type: "declineVersion" }),
    closeCookieNotice: () => store.apply({ type: "cookieNoticeRead" }),
  },
  storage,
});
const header = new Header({ root: find(".head"), greeting: find(".greeting"), address, copyBy });
const people = new PeoplePanel(find(".people"), find(".open-people"));
let announcer = null;
const loadAnnouncer = lazily(async () => {
  const { Announcer } = await import("./list/announcer.js");
  announcer = new Announcer(find(".announcer"));
  store.requestDraw(); // the announcer also reads out what came before it was loaded
});
store.startDrawing([header, banner, people, rename, composer, { draw: (state) => announcer?.draw(state) }, list, actions, { draw: (state) => rooms?.draw(state) }, history, new Focus(document, find(".scroller"))]);
storage.subscribe(() => store.requestDraw());

const loadColumns = lazily(async () => (await import("./page/columns.js")).connectColumns(document)); // stored-looks.js folds them at first

const openFind = () => notice.unlessMissing(async () => (await import("./find/find.js")).openFind({ store, box: find("#text"), go, rooms: loadRooms }));

// Opens a message that was found or linked, and focuses the message once the list has drawn it. The list stops following its end, so
// that new messages which a dialog covered do not count as read when the dialog closes.
async function openMessage(seq) {
  scroll.hold();
  await history.seek(seq, true);
  requestAnimationFrame(() => find(`[data-seq="${seq}"]`)?.focus({ preventScroll: true }));
}

find(".open-find").addEventListener("click", openFind);
connectArrowKeys(timeline, find(".scroller"));
connectMessageKeys(timeline, actions);
let rooms = null;
const loadRooms = lazily(async () => {
  const { createIdleParts } = await import("./idle-parts.js");
  const navigation = { placeInView: () => scroll.placeInView(), open: openMessage, seek: (...target) => history.seek(...target), toEnd: () => store.apply({ type: "end" }) };
  rooms = await createIdleParts({ page: document, store, socket, notice, people, storageOf, storedRooms, navigation, parts: { outbox, composer, history, scroll } });
  store.requestDraw();
  return rooms;
});
const go = (...target) => notice.unlessMissing(async () => (await loadRooms()).go(...target));
for (const links of [timeline, find(".room-list")]) connectLinks(links, go);
addEventListener("popstate", ({ state }) => loadRooms.isLoaded || loadRooms().then(({ arrive }) => arrive(state?.place), console.warn));
if (document.documentElement.dataset.density === "compact") loadCompact().catch(console.warn);
connectShortcuts({ box: find("#text"), scroller: find(".scroller"), store, openHelp: () => dialogs.open("help"), openFind });
composer.focus();
watchLifecycle({ store, socket });
const loadFirstVisit = lazily(async () => (await import("./people/first-visit.js")).introduce(find(".identity"), store));
loadBefore(find(".go-to-room"), "submit", loadRooms, (form) => form.requestSubmit());
for (const name of ["rooms", "people"]) loadBefore(find(`[popovertarget=${name}]`), "click", loadColumns, (button) => button.click());
const loadOffline = lazily(async () => (await import("./offline/offline.js")).begin(store));
const loadViewport = lazily(async () => (await import("./page/viewport.js")).fitToViewport(window.visualViewport));
loadWhenIdle(store, [loadRooms, loadColumns, loadViewport, loadFirstVisit, dialogs.load.settings, rename.loadReasons]);
loadWhenIdle(store, [loadAnnouncer, actions.load, composer.loadSubject, composer.loadPasting, loadOffline]);
socket.open();
followAddress(history);
history.begin(takePlace(room) ?? linkedTarget());

// If the part of the page that handles the event is not loaded yet, loads the part and then repeats the event.
function loadBefore(element, type, load, repeat) {
  element.addEventListener(type, (event) => {
    if (load.isLoaded) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    notice.unlessMissing(async () => (await load(), repeat(element)));
  });
}
