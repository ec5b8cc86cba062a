// Sheets over the page, such as settings and help: opened by buttons and keys, closed by Escape, a button or a click beside them.

export class Sheets {
  #page;

  constructor(page) {
    this.#page = page;
    for (const button of page.querySelectorAll("[data-opens]"))
      button.addEventListener("click", () => this.open(button.dataset.opens));
    for (const sheet of page.querySelectorAll("dialog.sheet"))
      sheet.addEventListener("click", ({ target }) => (target === sheet || target.closest(".close")) && sheet.close());
  }

  open(id) {
    for (const sheet of this.#page.querySelectorAll("dialog[open]")) sheet.close();
    this.#page.getElementById(id).showModal();
  }
}
