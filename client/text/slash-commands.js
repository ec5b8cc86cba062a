// Reads slash commands in a typed text: /help and /name, which the page runs, and /me, which is a message. Pure.

const COMMAND = "^[\\s\\p{Cf}]*[/／]"; // behind invisible signs, too; keyboards for Chinese and Japanese type the wide slash
const SPACE = "[^\\S\\n]"; // also the wide space of these keyboards
const HELP = new RegExp(`${COMMAND}help\\s*$`, "iu");
const NAME = new RegExp(`${COMMAND}name(?:${SPACE}+(.*))?$`, "iu");
const ACTION = new RegExp(`${COMMAND}me${SPACE}+(\\S[^]*)$`, "iu");
const WORD = new RegExp(`${COMMAND}(\\p{L}[\\p{L}\\p{M}\\p{N}_-]*)(?![\\p{L}\\p{M}\\p{N}_/-]|://|[.?#=][\\p{L}\\p{N}])`, "u");
const TYPED = new RegExp(`${COMMAND}(?!me${SPACE})`, "iu");

// The command that the page runs, as { name, value }, or null. A name has one line, so a text of several lines is no /name command.
export function commandIn(text) {
  if (HELP.test(text)) return { name: "help" };
  const name = NAME.exec(text);
  return name && { name: "name", value: name[1]?.trim() ?? "" };
}

// For a text that looks like a command but is none, such as "/join" or "/help me": { command, reason }, its first word and the key of the
// sentence that says why. Otherwise null. A path such as /etc/hosts does not look like a command.
export function wrongCommandIn(text) {
  const word = WORD.exec(text)?.[1];
  if (word === undefined || commandIn(text) || actionIn(text) !== null) return null;
  return { command: `/${word}`, reason: /^(?:help|name|me)$/iu.test(word) ? "misused command" : "unknown command" };
}

// The action in "/me waves", or null.
export const actionIn = (text) => ACTION.exec(text)?.[1] ?? null;

// Whether an unfinished text is reported to others as typing. A text that begins with a slash may become a command, so of these only /me
// is reported.
export const isMessage = (text) => text.trim() !== "" && !TYPED.test(text);
