// Keys: what sends, what is meant for the text box, and what opens the help; and the settings of a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isEscape, isTouch, opensHelp, recallsLastMessage, sends, startsTyping } from "../../client/browser/keyboard.js";
import { settingsIn } from "../../client/page/settings.js";

const PAGE = { closest: () => null };
const FIELD = { closest: (selector) => (selector.includes("textarea") ? FIELD : null) };
const key = (name, more = {}) => ({ key: name, keyCode: 0, isComposing: false, target: PAGE, ...more });

const media = (...features) => (query) => query.split(" and ").every((feature) => features.includes(feature));

const CASES = {
  "a touch screen is known by its coarse pointer, also on phones that claim to hover": [
    [isTouch, [media("(pointer: coarse)", "(hover: none)")], true],
    [isTouch, [media("(pointer: coarse)", "(hover: hover)")], true],
    [isTouch, [media("(pointer: fine)", "(any-pointer: coarse)", "(hover: hover)")], false],
  ],
  "Escape within a word of an input method is meant for the word": [
    [isEscape, [key("Escape")], true],
    [isEscape, [key("Escape", { isComposing: true })], false],
    [isEscape, [key("Escape", { keyCode: 229 })], false],
  ],
  "Enter sends where there is a keyboard, with Ctrl or Cmd everywhere, and never within a word of an input method": [
    [sends, [key("Enter"), false], true],
    [sends, [key("Enter"), true], false],
    [sends, [key("Enter", { ctrlKey: true }), true], true],
    [sends, [key("Enter", { metaKey: true }), true], true],
    [sends, [key("Enter", { shiftKey: true }), false], false],
    [sends, [key("Enter", { altKey: true }), false], false],
    [sends, [key("Enter", { isComposing: true }), false], false],
    [sends, [key("Enter", { keyCode: 229 }), false], false], // Safari, where the composition has ended by then
    [sends, [key("Enter", { keyCode: 229, ctrlKey: true }), false], false],
  ],
  "only a plain Up in an empty box recalls the last message": [
    [recallsLastMessage, [key("ArrowUp"), ""], true],
    [recallsLastMessage, [key("ArrowUp"), "x"], false],
    [recallsLastMessage, [key("ArrowUp", { shiftKey: true }), ""], false],
    [recallsLastMessage, [key("ArrowUp", { isComposing: true }), ""], false],
  ],
  "a letter or a paste outside of fields is meant for the text box": [
    ...["a", "é", "你", "/", "@"].map((name) => [startsTyping, [key(name)], true]),
    ...[" ", "?", "Enter", "F5", undefined].map((name) => [startsTyping, [key(name)], false]),
    [startsTyping, [key("v", { ctrlKey: true })], true],
    [startsTyping, [key("c", { metaKey: true })], false],
    [startsTyping, [key("a", { target: FIELD })], false],
  ],
  "a question mark opens the help outside of fields, and a slash with Ctrl or Cmd everywhere": [
    [opensHelp, [key("?")], true],
    [opensHelp, [key("?", { target: FIELD })], false],
    [opensHelp, [key("/", { target: FIELD, metaKey: true })], true],
    [opensHelp, [key("/")], false],
  ],
};
for (const [claim, cases] of Object.entries(CASES))
  test(claim, () => {
    for (const [means, [event, ...more], wanted] of cases) assert.equal(Boolean(means(event, ...more)), wanted, JSON.stringify(event));
  });

test("each setting is the stored choice, or the default if there is none or it is no setting of ours", () => {
  for (const [stored, moves, typing] of [[null, true, true], [{ typing: false }, true, false], [{ moves: "no", typing: null, other: 1 }, true, true]])
    assert.deepEqual(settingsIn(stored), { moves, typing });
});
