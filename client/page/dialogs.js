// Opens and closes the dialogs for settings and help; a button, Escape or a click outside closes them.

export class Dialogs {
  #page;

  constructor(page) {
    this.#page = page;
    for (const button of page.querySelectorAll("[data-opens]"))
      button.addEventListener("click", () => this.open(button.dataset.opens));
    for (const dialog of page.querySelectorAll("dialog"))
      dialog.addEventListener("click", ({ target }) => (target === dialog || target.closest(".close")) && dialog.close());
  }

  open(id) {
    for (const dialog of this.#page.querySelectorAll("dialog[open]")) dialog.close();
    const dialog = this.#page.getElementById(id);
    dialog.showModal();
    dialog.scrollTop = 0; // the browser scrolls to the button that it focuses, which is at the end
  }
}
