// Slash commands: which texts the page runs, which begin with an unknown command, and which are messages.

import { actionIn, commandIn, isMessage, unknownCommandIn } from "../../client/text/slash-commands.js";
import { testResults } from "./support/results.js";

const NO_COMMANDS = ["/etc/passwd", "/helper", "/names", " /help", "/me waves", "//name x", "/name is a route\nthat we need", "/name\n\nx"];
const UNKNOWN = ["/join design", "/nick", "/msg Bo secret", "/Help", "/köln", "/add-reaction\nx", "/name2 Bo"];
const MESSAGES = ["/etc/hosts", "/r/design", "//join design", " /join", "/", "/ join", "/2 cups", "/me", "/me waves", "/help", "/name Bo", "/shrug.", "a /join"];

testResults({
  "a text with a slash is a command only if it is one we know": [
    commandIn, ["/help", { name: "help" }], ["/name  Zoë 🦊 ", { name: "name", value: "Zoë 🦊" }], ["/name", { name: "name", value: "" }],
    ...NO_COMMANDS.map((text) => [text, null]),
  ],
  "a text that begins with an unknown command is recognised, and a path is no command":
    [unknownCommandIn, ...UNKNOWN.map((text) => [text, text.split(/\s/u)[0]]), ...MESSAGES.map((text) => [text, null])],
  "an action is what follows /me":
    [actionIn, ["/me waves\ntwice", "waves\ntwice"], ["/me", null], ["/me ", null], ["/mean", null], ["I /me", null]],
  "typing is reported for messages, not for commands":
    [isMessage, ["Hi", true], ["/me wav", true], [" ", false], ["", false], ["/na", false], ["/name Bo", false], ["/", false]],
});
