// Mentions: who is mentioned in a text, and who is suggested for a mention being typed.

import { finderOf, isMentioned, mentionOf } from "../../client/text/mentions.js";
import { mentionAt, suggestions } from "../../client/text/suggestions.js";
import { testResults } from "./support/table-tests.js";

const ANA_IS_IN = [
  "@ANA?", "Hi **@Ana**, *@Ana*", "- a\n- @Ana", "/me greets @Ana", "> x\n@Ana", "1. @Ana `@Bo`", "@Ana" + " *a*".repeat(300), "@Ana Maria and @Ana", "@Ana\u00a0! Oui", "_a_ @_Zoe_!", "@D'Arcy", "@d’arcy",
  "@all, lunch!", "(@ALL)",
];
const ANA_IS_NOT_IN = [
  "`@Ana`", "``a ` @Ana``", "```\n@Ana\n```", "https://a.example/@Ana", "> @Ana", "> - @Ana", "ana@Ana", "@Anastasia", "@Bo", "/me `@Ana`",
  "@Ana Maria", "@Ana **Maria**", "@Ana\u00a0Lena, hi", "@Allan", "`@all`", "x@all", "@All Hands", "@All\u00a0Hands", "@here",
];
const NO_MENTIONS = ["a@b", "hi", "@a\nb", `@${"x".repeat(40)}`];

const people = (...names) => names.map((name) => ({ id: name, name }));
const said = (name, seq) => ({ from: { id: name }, seq });
const room = { people: people("Ana", "Bo Lind", "Boris", "Óla Bo"), messages: [said("Bo Lind", 1), said("Boris", 2)], you: { id: "Ana" } };
const suggestedIn = (state) => (typed) => suggestions(state, typed).map(({ name }) => name);

testResults({
  "a mention is a whole name behind an @, in upper or lower case, and the longer of two names that match": [
    ([text, ...names]) => finderOf(names)(text).map(({ name }) => name),
    [["@ana, (@Bo!) and @BO's", "Ana", "Bo"], ["ana", "Bo", "BO"]], [["ana@bo.org @@Bo @Bob @Bo_", "Bo"], []], [["@小明你好", "小明"], ["小明"]], [["و@ليلى ו@דן", "ليلى", "דן"], ["ليلى", "דן"]],
    [["@a.c @a+c", "a.c"], ["a.c"]], [["@Ann Lee is not @Ann", "Ann", "Ann Lee"], ["Ann Lee", "Ann"]], [[`${mentionOf("Ann Lee")} and @Ann`, "Ann", "Ann Lee"], ["Ann Lee", "Ann"]], [["@ @x", "", ""], []],
    [["@O’Neil, @o'neil", "O'Neil"], ["O'Neil", "o'neil"]], [["@O'Neil, @O’Neil", "O’Neil"], ["O'Neil", "O'Neil"]],
  ],
  "a person is mentioned in what the author says, and not in code, a link or a quote": [
    (text) => isMentioned(["Ana", "_Zoe_", "all", "D’Arcy"], text, ["Ana Maria", "All Hands"]), ...ANA_IS_IN.map((text) => [text, true]), ...ANA_IS_NOT_IN.map((text) => [text, false]),
  ],
  "a mention begins at an @ that begins a word, and may have spaces": [
    (text) => mentionAt(text.replace("|", ""), `${text}|`.indexOf("|")), ["hi @bri ott", { start: 3, typed: "bri ott" }],
    ["hi @b|ri", { start: 3, typed: "b" }], ["و@لي", { start: 1, typed: "لي" }], ["@", { start: 0, typed: "" }], ["```\n@|", null], ["```\na\n```\n@b", { start: 10, typed: "b" }], ...NO_MENTIONS.map((text) => [text, null]),
  ],
  "suggested are people whose name starts so, those with the latest message first, then everybody, and never ourselves": [
    suggestedIn(room), ["bo", ["Boris", "Bo Lind", "Óla Bo"]], ["ola", ["Óla Bo"]], ["", ["Boris", "Bo Lind", "Óla Bo", "all", "here"]],
    ["Bo\u00a0Lind ", []], ["ana", []], ["al", ["all"]], ["here", []], ["Boris", []], ["Boris ", []], ["Bo ", ["Bo Lind"]],
  ],
  "a whole name that begins another one is not completed to it":
    [suggestedIn({ ...room, people: people("Bo Lind", "Bo") }), ["bo", ["Bo", "Bo Lind"]], ["bo ", []], ["bo l", ["Bo Lind"]]],
  "either apostrophe completes a name": [suggestedIn({ ...room, people: people("O'Neil", "D’Arcy") }), ["o’n", ["O'Neil"]], ["d'", ["D’Arcy"]]],
});
