// Invites others to an empty room: copies or shares its address, or shows it as a QR code.

import { copyOf } from "../browser/templates.js";
import { roomAddress, qrAddress } from "../connection/address.js";
import { copyBy } from "../page/copy-button.js";

export class Invitation {
  #timeline;
  #element = copyOf("invite");
  #room = null; // the room to which `#element` invites

  constructor(timeline) {
    this.#timeline = timeline;
    const address = () => roomAddress(this.#room, location.origin);
    this.#element.querySelector("[name=copy-address]").addEventListener("click", ({ currentTarget }) => copyBy(currentTarget, address()));
    const share = this.#element.querySelector("[name=share-address]");
    share.hidden = !("share" in navigator);
    share.addEventListener("click", () => navigator.share({ title: document.title, url: address() }).catch(() => {})); // fails if cancelled
  }

  // Drawn after the list, because the invitation is in the list's first row.
  draw({ room, epoch }) {
    const start = epoch === null ? null : this.#timeline.querySelector(".beginning.empty .room-start");
    if (!start) return this.#element.remove();
    if (this.#room !== room) this.#element.querySelector(".qr").src = qrAddress(room);
    this.#room = room;
    if (this.#element.parentElement !== start) start.append(this.#element);
  }
}
