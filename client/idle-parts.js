// Creates the parts of the page that load once the browser is idle, such as those for several rooms, the notifications, the filter of
// people, the typing indicator, and the opening of a hand-over link from another device.

import { Attention } from "./attention/attention.js";
import { loadLater } from "./browser/load-later.js";
import { pageAt } from "./connection/api.js";
import { connectLink } from "./page/hand-over/link.js";
import { followOtherTabs } from "./page/hand-over/become-another.js";
import { changeSettings } from "./page/settings.js";
import { PeopleFilter } from "./people/filter.js";
import { keepFormerNames } from "./people/former-names.js";
import { connectMentionClick } from "./people/mention-click.js";
import { Typing } from "./people/typing.js";
import { Counting } from "./rooms/counting.js";
import { Invitation } from "./rooms/invitation.js";
import { LeftRooms } from "./rooms/left-rooms.js";
import { Navigation } from "./rooms/navigation.js";
import { RoomsPanel } from "./rooms/panel.js";
import { RoomChange } from "./rooms/room-change.js";
import { connectRoomKeys } from "./rooms/room-keys.js";
import { syncRooms } from "./rooms/room-sync.js";
import { Topic } from "./rooms/topic.js";
import { UnreadSigns } from "./rooms/unread-signs.js";
import { watchRooms } from "./rooms/watching.js";

// `parts` are { outbox, composer, history, scroll }, which RoomChange moves to another room. `navigation` has the functions that
// Navigation needs, except `enter` and `focusBox`. Returns { go, arrive, allPeople, draw }.
export async function createIdleParts({ page, store, socket, notice, people, parts, storageOf, storedRooms, navigation }) {
  await loadLater(); // the words and templates of the parts below
  syncRooms(store, storedRooms);
  const left = new LeftRooms({ store, origin: location.origin, storageOf });
  const { enter } = new RoomChange({ store, socket, left, storageOf, ...parts });
  const { go, arrive } = new Navigation({ store, enter, focusBox: () => parts.composer.focus(), ...navigation });
  const panel = new RoomsPanel({ panel: page.querySelector(".rooms"), elsewhere: page.querySelector(".elsewhere"), store, notice, go });
  const topic = new Topic({ button: page.querySelector(".topic"), store, outbox: parts.outbox, notice });
  const invitation = new Invitation(page.querySelector(".timeline"));
  const signs = new UnreadSigns(page.querySelector("link[rel=icon]"));
  const attention = new Attention({ page, store, ask: pageAt, open: go, change: (part) => changeSettings(store, part), composer: parts.composer });
  const typing = new Typing({ element: page.querySelector(".typing"), store, socket, composer: parts.composer });
  connectMentionClick(page.querySelector(".people"), page.querySelector("#text"));
  const filter = new PeopleFilter({ panel: page.querySelector(".people"), people, store });
  connectRoomKeys({ store, go });
  followOtherTabs({ store, socket });
  connectLink({ store, socket, notice });
  keepFormerNames(store);
  watchRooms({ store, socket });
  new Counting({ store });
  const { allPeople } = filter;
  return { go, arrive, allPeople, draw: (state) => [panel, filter, typing, topic, invitation, signs, attention].forEach((part) => part.draw(state)) };
}
