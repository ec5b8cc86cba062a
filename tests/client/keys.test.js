// Keys: what sends and what does not, what means the box, and what asks for help.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForHelp, recalls, sends, startsTyping } from "../../client/browser/keys.js";

const NOWHERE = { closest: () => null };
const FIELD = { closest: (selector) => (selector.includes("textarea") ? FIELD : null) };
const key = (name, more = {}) => ({ key: name, keyCode: 0, isComposing: false, target: NOWHERE, ...more });

test("Enter sends where there is a keyboard, and with a command key everywhere", () => {
  assert.equal(sends(key("Enter"), false), true);
  assert.equal(sends(key("Enter"), true), false);
  for (const command of ["ctrlKey", "metaKey"]) assert.equal(sends(key("Enter", { [command]: true }), true), true);
  for (const other of ["shiftKey", "altKey"]) assert.equal(sends(key("Enter", { [other]: true }), false), false);
});

test("an Enter that ends a word of an input method sends nothing, also in Safari, where the word ends before it", () => {
  assert.equal(sends(key("Enter", { isComposing: true }), false), false);
  assert.equal(sends(key("Enter", { keyCode: 229 }), false), false);
  assert.equal(sends(key("Enter", { keyCode: 229, ctrlKey: true }), false), false);
});

test("only a plain Up in an empty box recalls", () => {
  assert.equal(recalls(key("ArrowUp"), ""), true);
  assert.equal(recalls(key("ArrowUp"), "x"), false);
  for (const more of [{ shiftKey: true }, { isComposing: true }]) assert.equal(recalls(key("ArrowUp", more), ""), false);
});

test("a letter typed nowhere means the box, and so does a paste; in a field, and with a command, it does not", () => {
  assert.deepEqual(["a", "é", "你", "/", "@"].map((name) => startsTyping(key(name))), [true, true, true, true, true]);
  assert.deepEqual([" ", "?", "Enter", "F5", undefined].map((name) => Boolean(startsTyping(key(name)))), [false, false, false, false, false]);
  assert.equal(startsTyping(key("v", { ctrlKey: true })), true);
  assert.equal(startsTyping(key("c", { metaKey: true })), false);
  assert.equal(startsTyping(key("a", { target: FIELD })), false);
});

test("a question mark asks for help where nobody writes, and with a command key everywhere", () => {
  assert.equal(asksForHelp(key("?")), true);
  assert.equal(asksForHelp(key("?", { target: FIELD })), false);
  assert.equal(asksForHelp(key("/", { target: FIELD, metaKey: true })), true);
  assert.equal(asksForHelp(key("/")), false);
});
