// Keeps the focus in the page: when the focused element is hidden or removed, focuses its message or else the list.

export class Focus {
  #scroller;
  #focused = null;

  constructor(page, scroller) {
    this.#scroller = scroller;
    page.addEventListener("focusin", ({ target }) => (this.#focused = target));
    page.addEventListener("focusout", ({ target }) => isShown(target) && (this.#focused = null)); // the person moved the focus away
  }

  // Drawn as the last part, because the other parts may hide or remove the focused element.
  draw() {
    const lost = this.#focused;
    if (lost === null || isShown(lost)) return;
    this.#focused = null;
    if (![document.body, lost].includes(document.activeElement)) return;
    (this.#messageOf(lost) ?? this.#scroller).focus({ preventScroll: true });
  }

  // The message around the element, or null if the element was removed from the page.
  #messageOf = (element) => (element.isConnected ? element.closest("li.message") : null);
}

const isShown = (element) => element.getClientRects().length > 0;
