// The two columns beside the messages, for rooms and for people: on a wide page their buttons fold them, in all tabs of the browser; on
// a narrow page the buttons open them as panels.

import * as storage from "../browser/storage.js";

const WIDE = { rooms: "(min-width: 56rem)", people: "(min-width: 72rem)" }; // page widths at which each is a column; also in columns.css

export function connectColumns(page) {
  for (const [name, media] of Object.entries(WIDE)) connect(page, name, matchMedia(media));
}

function connect(page, name, wide) {
  const key = `column.${name}`; // also in stored-looks.js
  const { dataset } = page.documentElement;
  const [panel, button] = [page.getElementById(name), page.querySelector(`[popovertarget=${name}]`)];
  // Sets aria-expanded only for a column: the browser itself tells screen readers whether a panel is open.
  const show = (stored) => {
    dataset[name] = stored === "folded" ? "folded" : "open";
    button.ariaExpanded = wide.matches ? String(dataset[name] === "open") : null;
    if (wide.matches) panel.hidePopover(); // the panel is open if the window was widened, or the button pressed before this file came
  };
  button.addEventListener("click", (event) => {
    if (!wide.matches) return;
    event.preventDefault(); // opens no panel
    show(dataset[name] === "folded" ? "open" : "folded");
    storage.write(key, dataset[name]);
  });
  wide.addEventListener("change", () => show(dataset[name]));
  storage.watch((changed, stored) => changed === key && show(stored));
  show(storage.read(key));
}
