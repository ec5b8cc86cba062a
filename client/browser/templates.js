// Markup comes only from the page's <template>s: a fresh copy of one by its name.

export const copyOf = (name) =>
  document.querySelector(`template.${name}-template`).content.firstElementChild.cloneNode(true);

// A screen reader does not need an avatar: the name is beside it.
export function drawAvatar(element, hue, initials) {
  element.dataset.hue = hue;
  element.textContent = initials;
}
