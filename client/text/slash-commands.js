// Commands in a text: those to the page, such as /help, and /me, which is a message. Pure.

// The command to the page, as { name, value }, or null. A name is one line, so a text of several lines is no /name
// command.
export function commandIn(text) {
  if (/^\/help\s*$/u.test(text)) return { name: "help" };
  const name = /^\/name(?:[ \t]+(.*))?$/u.exec(text);
  return name && { name: "name", value: name[1]?.trim() ?? "" };
}

const NAMES = ["help", "name", "me"];

// The first word of a text that looks like a command and is none, such as "/join", or null. A path such as /etc/hosts does
// not look like one.
export function unknownCommandIn(text) {
  const name = /^\/(\p{L}[\p{L}\p{M}\p{N}_-]*)(?=\s|$)/u.exec(text)?.[1];
  return name === undefined || NAMES.includes(name) ? null : `/${name}`;
}

// The action in "/me waves", or null.
export const actionIn = (text) => /^\/me[ \t]+(\S[^]*)$/u.exec(text)?.[1] ?? null;

// Whether a text, as far as it is typed, is a message: others are told that somebody types a message, not a command.
export const isMessage = (text) => text.trim() !== "" && !/^\/(?!me[ \t])[a-z]*/u.test(text);
