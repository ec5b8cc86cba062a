// Makes the text box as high as its text, up to the maximum in the style sheet.

export class BoxSize {
  #box; #maxLength;

  // `maxLength()` is the number of characters that can be sent at most, in parts. A longer text gets a faster layout.
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
    this.expect(this.#box.value.length);
    this.#box.style.blockSize = "";
    if (!this.#box.classList.contains("long")) this.#box.style.blockSize = `${this.#box.scrollHeight}px`;
  }
}
