// Tells what a key press means: send, edit, start typing, open the help, find. Pure.

const IN_COMPOSITION = 229; // key code; Safari sets no isComposing for the Enter that ends a composition

// Whether an input method uses the key to compose a word.
export const isComposing = (event) => event.isComposing || event.keyCode === IN_COMPOSITION;

// Whether the main pointer is a finger. Does not ask whether the pointer can hover, because some phones claim that it can.
export const isTouch = (matches = (query) => matchMedia(query).matches) => matches("(pointer: coarse)");

export const isEscape = (event) => event.key === "Escape" && !isComposing(event);

export function sends(event, isTouch) {
  if (event.key !== "Enter" || isComposing(event)) return false;
  return event.ctrlKey || event.metaKey || !(event.shiftKey || event.altKey || isTouch);
}

export const hasNoModifier = ({ ctrlKey, metaKey, altKey, shiftKey }) => !(ctrlKey || metaKey || altKey || shiftKey);

export const editsLastMessage = (event, text) =>
  event.key === "ArrowUp" && text === "" && hasNoModifier(event) && !isComposing(event);

// Whether a key pressed outside of a field is meant for the text box: a character or a paste. A space does not count, because it scrolls;
// nor does a question mark, which opens the help.
export function startsTyping({ key, ctrlKey, metaKey, altKey, target, defaultPrevented }) {
  if (defaultPrevented || target.closest?.("input, textarea, select, button, dialog, [popover]:popover-open")) return false;
  if (ctrlKey || metaKey) return key?.toLowerCase() === "v" && !altKey;
  return key?.length === 1 && key !== " " && key !== "?" && !altKey;
}

export function opensHelp({ key, ctrlKey, metaKey, target }) {
  if (ctrlKey || metaKey) return key === "/";
  return key === "?" && !target.closest?.("input, textarea, select, dialog");
}

// Ctrl+K or Cmd+K; on a keyboard without Latin letters, the key in the place of K.
export const opensFind = ({ key, code, ctrlKey, metaKey, altKey, shiftKey }) =>
  (ctrlKey || metaKey) && !altKey && !shiftKey && (/^[a-z]$/iu.test(key) ? key.toLowerCase() === "k" : code === "KeyK");
