// Keeps the focus in the page: when the focused element is hidden or removed, focuses its message or else the list.

export class Focus {
  #scroller;
  #focused = null;
  #message = null; // the message around the focused element

  constructor(page, scroller) {
    this.#scroller = scroller;
    page.addEventListener("focusin", ({ target }) => ([this.#focused, this.#message] = [target, target.closest("li.message")]));
    // If the element is still shown, the person moved the focus themselves. Checked a microtask later, because Chromium dispatches
    // "focusout" before it removes an element.
    page.addEventListener("focusout", ({ target }) => queueMicrotask(() => this.#focused === target && isShown(target) && (this.#focused = null)));
  }

  // Drawn as the last part, because the other parts may hide or remove the focused element.
  draw() {
    const lost = this.#focused;
    if (lost === null || isShown(lost)) return;
    this.#focused = null;
    if (![document.body, lost].includes(document.activeElement)) return;
    (this.#message?.isConnected ? this.#message : this.#scroller).focus({ preventScroll: true });
  }
}

const isShown = (element) => element.getClientRects().length > 0;
