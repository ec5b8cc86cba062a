// The dialogs, settings and help: opened by buttons and keys, closed by Escape, a button or a click outside.

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
    this.#page.getElementById(id).showModal();
  }
}
