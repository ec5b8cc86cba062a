// Keys: what sends, what is meant for the text box, and what opens the help.

import assert from "node:assert/strict";
import { test } from "node:test";
import { editsLastMessage, isEscape, isTouch, opensHelp, sends, startsTyping } from "../../client/browser/keyboard.js";

const PAGE = { closest: () => null };
const NAMED = { space: " ", none: undefined };
const FIELD = { closest: (selector) => (selector.includes("textarea") ? FIELD : null) };

// "Ctrl+Enter" on the page, "field+a" in a field; "229+Enter" is Safari, where a composition has ended before its Enter.
function press(keys) {
  const [key, ...more] = keys.split("+").reverse();
  const is = (name) => more.includes(name);
  const modifiers = { ctrlKey: is("Ctrl"), metaKey: is("Cmd"), shiftKey: is("Shift"), altKey: is("Alt") };
  const composition = { isComposing: is("composing"), keyCode: is("229") ? 229 : 0 };
  return { key: key in NAMED ? NAMED[key] : key, ...modifiers, ...composition, target: is("field") ? FIELD : PAGE };
}

const KEYS = {
  "with a keyboard, Enter sends, unless an input method uses it":
    [(event) => sends(event, false), "Enter Ctrl+Enter", "Shift+Enter Alt+Enter composing+Enter 229+Enter 229+Ctrl+Enter a"],
  "on a touch screen, Enter sends only with Ctrl or Cmd": [(event) => sends(event, true), "Ctrl+Enter Cmd+Enter", "Enter"],
  "Up in an empty box edits the last message":
    [(event) => editsLastMessage(event, ""), "ArrowUp", "Shift+ArrowUp composing+ArrowUp ArrowDown"],
  "Up in a text does not": [(event) => editsLastMessage(event, "x"), "", "ArrowUp"],
  "Escape within a word of an input method is meant for the word": [isEscape, "Escape", "composing+Escape 229+Escape"],
  "a letter or a paste outside of fields is meant for the text box":
    [startsTyping, "a é 你 / @ Ctrl+v Cmd+V", "space ? Enter F5 none Cmd+c Alt+a Ctrl+Alt+v field+a"],
  "a question mark opens the help outside of fields, and a slash with Ctrl or Cmd everywhere":
    [opensHelp, "? field+Cmd+/ Ctrl+/", "field+? /"],
};
for (const [claim, [means, some, others]] of Object.entries(KEYS))
  test(claim, () => assert.equal(`${some} ${others}`.split(" ").filter((keys) => keys && means(press(keys))).join(" "), some));

test("a touch screen is known by its coarse pointer, also on phones that claim to hover", () => {
  const media = (...features) => (query) => query.split(" and ").every((feature) => features.includes(feature));
  for (const hover of ["(hover: none)", "(hover: hover)"]) assert.equal(isTouch(media("(pointer: coarse)", hover)), true);
  assert.equal(isTouch(media("(pointer: fine)", "(any-pointer: coarse)", "(hover: hover)")), false);
});
