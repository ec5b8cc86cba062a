// Makes the elements of the action bar: a button for each thing that a person can do with a message, and the reactions at hand.

import { words } from "../browser/language.js";

const AT_HAND = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

// The name, the icon and the key of the text of each button.
const ACTS = [
  ["choose", "react", "react"],
  ["reply", "reply", "reply"],
  ["edit", "pen", "edit"],
  ["copy", "copy", "copy text"],
  ["link", "link", "copy message link"],
  ["delete", "delete", "delete"],
];

export function barOf() {
  const bar = made("div", "actions");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words("message actions"));
  const reactions = AT_HAND.map((emoji) => buttonOf("react", { value: emoji, textContent: emoji }));
  const more = labelled(buttonOf("pick"), "plus", words("more reactions"));
  bar.append(made("div", "at-hand", ...reactions, more), made("div", "acts", ...ACTS.map(actOf)));
  return bar;
}

const actOf = ([name, icon, key]) => labelled(buttonOf(name), icon, words(key));

function labelled(button, icon, text) {
  button.append(iconOf(icon), made("span", "label", text));
  button.title = text;
  return button;
}

const buttonOf = (name, properties = {}) => Object.assign(made("button", ""), { type: "button", name, ...properties });

// A copy of an icon of the page, with another symbol.
function iconOf(name) {
  const icon = document.querySelector("svg.icon").cloneNode(true);
  icon.setAttribute("aria-hidden", "true");
  icon.querySelector("use").setAttribute("href", `#icon-${name}`);
  return icon;
}

function made(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}
