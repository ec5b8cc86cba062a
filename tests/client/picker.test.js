// The picker of emoji: the search by names in each language, skin tones, and the moves in the grid.

import { readdirSync, readFileSync } from "node:fs";
import { groupsOf, inTone, lookUpIn, search } from "../../client/picker/emoji.js";
import { moved, rowsOf } from "../../client/picker/moves.js";
import { testResults } from "./support/table-tests.js";

const folder = new URL("../../client/picker/", import.meta.url);
const json = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const forms = json("emoji.json");
const LANGUAGES = readdirSync(new URL("names/", folder)).map((name) => name.replace(".json", ""));
const GROUPS = Object.fromEntries(LANGUAGES.map((language) => [language, groupsOf(forms, json(`names/${language}.json`))]));

const firstFound = (language) => (typed) => search(GROUPS[language], typed)[0]?.emoji ?? null;
const isFound = (language) => ([typed, emoji]) => search(GROUPS[language], typed).some((entry) => entry.emoji === emoji);
const named = (emoji) => lookUpIn(GROUPS.en)(emoji);
const listed = (emoji) => GROUPS.en.flatMap((group) => group.emoji).find((entry) => entry.emoji === emoji);

const GRID = rowsOf([..."abcdefg"], 3).concat(rowsOf([..."uv"], 3)).map(({ length }) => length); // 3, 3, 1, 2
const key = (name, ctrlKey = false) => ({ key: name, ctrlKey });
const from = (place, direction = "ltr") => (event) => moved(GRID, place, event, direction);

testResults({
  "a name is found first by how it begins, then by its other words, then by further words": [
    (typed) => search(GROUPS.en, typed).slice(0, 2).map(({ emoji }) => emoji), ["thumbs", ["👍", "👎"]], ["fire", ["🔥", "🧑‍🚒"]], ["up thumbs", ["👍"]],
  ],
  "case and accents make no difference": [firstFound("de"), ["FRÖHLICH", "😀"], ["frohlich", "😀"], ["Daumen h", "👍"]],
  "French and Spanish have their own names": [isFound("fr"), [["pouce", "👍"], true], [["coeur rouge", "❤️"], true], [["thumbs", "👍"], false]],
  "in Spanish too": [isFound("es"), [["pulgar arriba", "👍"], true], [["corazon", "❤️"], true]],
  "in Chinese characters are found anywhere": [isFound("zh"), [["拇指", "👍"], true], [["指向", "👍"], true], [["心", "❤️"], true]],
  "in Arabic without vowel signs": [isFound("ar"), [["قلب", "❤️"], true], [["ضَحِك", "😀"], true]],
  "nothing is found by nothing, and by half a word": [firstFound("en"), [" ", null], ["umbs", null], ["!?", null]],
  "a skin tone changes only what has one": [
    ([emoji, tone]) => inTone(listed(emoji), tone), [["👍", "🏽"], "👍🏽"], [["👍", ""], "👍"], [["🔥", "🏽"], "🔥"], [["🕵️", "🏿"], "🕵🏿"],
    [["👩‍❤️‍👨", "🏿"], "👩🏿‍❤️‍👨🏿"], [["🧑‍🤝‍🧑", "🏻"], "🧑🏻‍🤝‍🧑🏻"],
  ],
  "an emoji that was picked keeps its tone": [
    (emoji) => [named(emoji)].map((entry) => entry && [entry.name, inTone(entry, "🏿")])[0],
    ["👍🏽", ["thumbs up", "👍🏽"]], ["❤️", ["red heart", "❤️"]], ["x", null],
  ],
  "arrow keys move by cells and rows, from one group to the next, and stay at the end": [
    from([1, 2]), [key("ArrowRight"), [2, 0]], [key("ArrowLeft"), [1, 1]], [key("ArrowDown"), [2, 0]], [key("ArrowUp"), [0, 2]],
    [key("Home"), [1, 0]], [key("End", true), [3, 1]], [key("PageUp"), [0, 2]], [key("PageDown"), [3, 1]], [key("a"), undefined],
  ],
  "from the last cell there is no next one": [from([3, 1]), [key("ArrowRight"), [3, 1]], [key("ArrowDown"), [3, 1]]],
  "from the first row up leads out of the grid": [from([0, 1]), [key("ArrowUp"), null], [key("Home", true), [0, 0]]],
  "from the first cell of a row back leads to the last of the row before": [from([3, 0]), [key("ArrowLeft"), [2, 0]]],
  "from right to left the arrow keys are mirrored": [from([0, 1], "rtl"), [key("ArrowLeft"), [0, 2]], [key("ArrowRight"), [0, 0]]],
});
