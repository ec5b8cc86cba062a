// Slash commands: which texts the page runs, which look like a command and are none, and which are messages.

import { actionIn, commandIn, isMessage, wrongCommandIn } from "../../client/text/slash-commands.js";
import { testResults } from "./support/table-tests.js";

const NO_COMMANDS = ["/etc/passwd", "/helper", "/names", "/help me", "/help\nx", "/me waves", "//name x", "/name is a route\nthat we need", "/name\n\nx"];
const UNKNOWN = ["/join design", "/nick", "/msg Bo secret", "/köln", "/add-reaction\nx", "/name2 Bo", "/join,", "/msg@bo hi", "/nick:Bo x", " /join x", "\t／join x", "/shrug.", "/JOIN", "\u200b/join x", "\u200e/join x"];
const MISUSED = ["/help me", "/help\nx", "/me", "/name\nBo", "/name Bo\nCy", "／ME", " /Help me", "/me, too"];
const MESSAGES = ["/etc/hosts", "/r/design", "//join design", "/", "/ join", "/2 cups", "/me waves", "/help", "/name Bo", "/notes.txt", "/find?q=x", "/https://a.example", "/usr/", "a /join", "x\n/join"];

const wrong = (text, reason) => ({ command: /[\p{L}\p{N}-]+/u.exec(text)[0].replace(/^/u, "/"), reason });

testResults({
  "a text with a slash is a command only if it is one we know": [
    commandIn, ["/help", { name: "help" }], ["/name  Zoë 🦊 ", { name: "name", value: "Zoë 🦊" }], ["/name", { name: "name", value: "" }], ["/HELP", { name: "help" }], [" ／NAME Eve", { name: "name", value: "Eve" }], ["／name　Eve", { name: "name", value: "Eve" }],
    ...NO_COMMANDS.map((text) => [text, null]),
  ],
  "a text that begins like a command and is none is recognised, and a path is no command": [
    wrongCommandIn, ...UNKNOWN.map((text) => [text, wrong(text, "unknown command")]), ...MISUSED.map((text) => [text, wrong(text, "misused command")]),
    ...MESSAGES.map((text) => [text, null]),
  ],
  "an action is what follows /me":
    [actionIn, ["/me waves\ntwice", "waves\ntwice"], ["/Me waves", "waves"], [" ／me waves", "waves"], ["／me　手を振る", "手を振る"], ["\u200e/me waves", "waves"], ["/me", null], ["/me ", null], ["/mean", null], ["I /me", null]],
  "typing is reported for messages, not for commands":
    [isMessage, ["Hi", true], ["/me wav", true], ["/me　wav", true], [" ", false], ["", false], ["/na", false], ["/name Bo", false], ["/", false], [" ／Na", false], ["/ME wav", true]],
});
