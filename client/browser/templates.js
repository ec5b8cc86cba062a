// Copies the page's <template> elements, and fills in avatars.

export const copyOf = (name) =>
  document.querySelector(`template.${name}-template`).content.firstElementChild.cloneNode(true);

// The avatar is hidden from screen readers, which read the name beside it.
export function drawAvatar(element, hue, initials) {
  element.dataset.hue = hue;
  element.textContent = initials;
}
