// Keeps the keyboard in the page: if what has the focus vanishes, the focus goes to its message, or to the list.

export class Focus {
  #scroller;
  #focused = null;

  constructor(page, scroller) {
    this.#scroller = scroller;
    page.addEventListener("focusin", ({ target }) => (this.#focused = target));
    page.addEventListener("focusout", ({ target }) => isShown(target) && (this.#focused = null)); // the person left it
  }

  // After the other parts, which may hide or remove what has the focus.
  draw() {
    const lost = this.#focused;
    if (lost === null || isShown(lost)) return;
    this.#focused = null;
    if (![document.body, lost].includes(document.activeElement)) return;
    (this.#messageOf(lost) ?? this.#scroller).focus({ preventScroll: true });
  }

  // Also of a button that was removed from its message: `Node.contains` does not know where it was.
  #messageOf = (element) => (element.isConnected ? element.closest("li.message") : null);
}

const isShown = (element) => element.getClientRects().length > 0;
