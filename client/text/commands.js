// Commands in a text: those to the page, such as /help, and /me, which is a message. Pure.

// The command to the page, as { name, value }, or null. Any other text with a slash is a message: people paste paths.
// A name is one line, so a text of several lines is no /name command.
export function commandIn(text) {
  if (/^\/help\s*$/u.test(text)) return { name: "help" };
  const name = /^\/name(?:[ \t]+(.*))?$/u.exec(text);
  return name && { name: "name", value: name[1]?.trim() ?? "" };
}

// The action in "/me waves", or null.
export const actionIn = (text) => /^\/me[ \t]+(\S[^]*)$/u.exec(text)?.[1] ?? null;

// Whether a text, as far as it is typed, is a message: others are told that somebody types a message, not a command.
export const isMessage = (text) => text.trim() !== "" && !/^\/(?!me[ \t])[a-z]*/u.test(text);
