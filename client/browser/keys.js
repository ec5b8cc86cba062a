// What a key means in the box and beside it. Pure.

const IN_COMPOSITION = 229; // Safari ends a composition before its Enter arrives; this key code is the only sign left

// An input method has the keys while a word is being made.
export const isComposing = (event) => event.isComposing || event.keyCode === IN_COMPOSITION;

export function sends(event, isTouch) {
  if (event.key !== "Enter" || isComposing(event)) return false;
  return event.ctrlKey || event.metaKey || !(event.shiftKey || event.altKey || isTouch);
}

export const isPlain = ({ ctrlKey, metaKey, altKey, shiftKey }) => !(ctrlKey || metaKey || altKey || shiftKey);

export const recalls = (event, text) => event.key === "ArrowUp" && text === "" && isPlain(event) && !isComposing(event);

// Who types, or pastes, without having chosen a field means the box. A question mark asks for help there.
export function startsTyping({ key, ctrlKey, metaKey, altKey, target }) {
  if (target.closest?.("input, textarea, select, button, dialog, [popover]:popover-open")) return false;
  if (ctrlKey || metaKey) return key?.toLowerCase() === "v" && !altKey;
  return key?.length === 1 && key !== " " && key !== "?" && !altKey;
}

export function asksForHelp({ key, ctrlKey, metaKey, target }) {
  if (ctrlKey || metaKey) return key === "/";
  return key === "?" && !target.closest?.("input, textarea, select, dialog");
}
