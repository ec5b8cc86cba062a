// Markup comes from the page's <template>s only: a fresh copy of the one for a thing.

export const copyOf = (thing) =>
  document.querySelector(`template.${thing}-template`).content.firstElementChild.cloneNode(true);

// A face says nothing a screen reader needs: the name stands beside it.
export function drawFace(element, hue, initials) {
  element.dataset.hue = hue;
  element.textContent = initials;
}
