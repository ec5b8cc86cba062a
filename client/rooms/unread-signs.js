// Shows a person who looks elsewhere how much is unread in all rooms that are not muted: in the title of the tab, as a dot on its
// icon, and as the badge of the installed app.

import { number } from "../browser/language.js";
import { titleOf } from "../page/header.js";
import { SHOWN_LIMIT, shownUnread, unreadInAll } from "../state/room-list.js";

const DOTTED = new URL("../icon-unread.svg", import.meta.url).href;

export class UnreadSigns {
  #icon; #plain;
  #drawn = []; // the parts of the state that the signs show

  // `icon` is the link to the icon of the tab.
  constructor(icon) {
    this.#icon = icon;
    this.#plain = icon.href;
  }

  draw(state) {
    const shown = [state.room, state.rooms, state.unread];
    if (shown.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = shown;
    const all = unreadInAll(state);
    const hasUnread = all.unread > 0;
    document.title = (hasUnread ? `(${shownUnread(all, number)}) ` : "") + titleOf(state.room);
    this.#icon.href = hasUnread ? DOTTED : this.#plain;
    navigator.setAppBadge?.(Math.min(all.unread, SHOWN_LIMIT + 1)).catch(() => {}); // 0 removes the badge; fails if the browser allows none
  }
}
