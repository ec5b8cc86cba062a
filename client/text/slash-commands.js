// Reads slash commands in a typed text: /help and /name, which the page runs, and /me, which is a message. Pure.

// The command that the page runs, as { name, value }, or null. A name has one line, so a text of several lines is no /name command.
export function commandIn(text) {
  if (/^\/help\s*$/u.test(text)) return { name: "help" };
  const name = /^\/name(?:[ \t]+(.*))?$/u.exec(text);
  return name && { name: "name", value: name[1]?.trim() ?? "" };
}

const NAMES = ["help", "name", "me"];

// The first word of a text if it looks like a command that does not exist, such as "/join", or null. A path such as /etc/hosts
// does not look like a command.
export function unknownCommandIn(text) {
  const name = /^\/(\p{L}[\p{L}\p{M}\p{N}_-]*)(?=\s|$)/u.exec(text)?.[1];
  return name === undefined || NAMES.includes(name) ? null : `/${name}`;
}

// The action in "/me waves", or null.
export const actionIn = (text) => /^\/me[ \t]+(\S[^]*)$/u.exec(text)?.[1] ?? null;

// Whether an unfinished text is a message and no command: only messages are reported to others as typing.
export const isMessage = (text) => text.trim() !== "" && !/^\/(?!me[ \t])[a-z]*/u.test(text);
