// Makes the text box as high as its text, up to the maximum in the style sheet.

export class BoxSize {
  #box; #maxLength;

  // `maxLength()` is the length of the longest text that can be sent, as several messages. A longer text gets a faster layout, by the
  // class "long".
  constructor({ box, maxLength }) {
    this.#box = box;
    this.#maxLength = maxLength;
    box.addEventListener("beforeinput", ({ data }) => this.expect(box.value.length + (data?.length ?? 0)));
    addEventListener("resize", () => this.grow());
  }

  // Called before the box is laid out with a text of this length.
  expect(length) {
    this.#box.classList.toggle("long", length > this.#maxLength());
  }

  grow() {
    const box = this.#box;
    this.expect(box.value.length);
    box.form.style.blockSize = `${box.form.offsetHeight}px`; // fixed while measuring, so that the list is not laid out and scrolled
    box.style.blockSize = "";
    if (!box.classList.contains("long")) box.style.blockSize = `${box.scrollHeight}px`;
    box.form.style.blockSize = "";
  }
}
