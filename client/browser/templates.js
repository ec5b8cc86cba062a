// Copies the page's <template> elements, and fills in avatars.

export const copyOf = (name) =>
  document.querySelector(`template.${name}-template`).content.firstElementChild.cloneNode(true);

export function drawAvatar(element, hue, initials) {
  element.dataset.hue = hue;
  element.textContent = initials;
}
