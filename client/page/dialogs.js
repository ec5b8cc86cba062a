// Opens and closes the dialogs for settings and help; a button, Escape or a click outside closes them.

export class Dialogs {
  #page; #notice;

  constructor(page, notice) {
    this.#page = page;
    this.#notice = notice;
    for (const button of page.querySelectorAll("[data-opens]"))
      button.addEventListener("click", () => this.open(button.dataset.opens));
    for (const dialog of page.querySelectorAll("dialog")) this.#connect(dialog);
  }

  // The styles of dialogs, and the dialog for help, are loaded when a dialog is opened for the first time.
  open(id) {
    return this.#notice.unlessMissing(async () => {
      const { loadLater } = await import("../browser/later.js");
      await loadLater();
      const dialog = this.#page.getElementById(id) ?? (await this.#loadHelp());
      for (const open of this.#page.querySelectorAll("dialog[open]")) open.close();
      dialog.showModal();
      dialog.scrollTop = 0; // the browser scrolls to the button that it focuses, which is at the end
    });
  }

  async #loadHelp() {
    const { loadHelp } = await import("./help.js");
    const help = await loadHelp();
    const before = this.#page.getElementById(help.id);
    if (before) return before; // the button was pressed twice while the help was loading
    this.#connect(help);
    this.#page.body.append(help);
    return help;
  }

  #connect(dialog) {
    dialog.addEventListener("click", ({ target }) => (target === dialog || target.closest(".close")) && dialog.close());
  }
}
