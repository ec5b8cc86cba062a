// The words of the page: complete in each language, with all plurals and places, and all used.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { chosenLocale, listOf, laterTableOf, loadLanguage, localized, preferredLocales, tableOf } from "../../client/browser/language.js";
import { testResults } from "./support/table-tests.js";

const folder = new URL("../../client/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");
const first = read("index.html");
const pages = ["index.html", "later.html", "error.html", "passphrase.html"].map(read).join("");
const modules = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("words/")).map(read);
const forms = ["passphrase_page", "assets"].map((name) => read(`../service/http/${name}.py`)).join(""); // which write errors into pages

const languages = readdirSync(new URL("words/later/", folder)).map((name) => name.replace(".js", ""));
const smallTableOf = async (language) => (await import(`../../client/words/small-pages/${language}.js`)).default;
const wholeTableOf = async (language) => Object.assign({}, ...(await Promise.all([tableOf, laterTableOf, smallTableOf].map((table) => table(language)))));
const WORDS = Object.fromEntries(await Promise.all(languages.map(async (language) => [language, await wholeTableOf(language)])));
const wordsOf = (language) => localized(language, WORDS[language]).words;

const formsOf = (entry) => (typeof entry === "string" ? { other: entry } : entry);
const placesIn = (pattern) => [...pattern.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name).sort();

for (const [language, words] of Object.entries(WORDS)) {
  test(`${language} has the words of English, each with a form for every plural and a place for every value`, () => {
    const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    assert.deepEqual(Object.keys(words).sort(), Object.keys(WORDS.en).sort());
    for (const [key, entry] of Object.entries(words)) {
      assert.equal(typeof entry, typeof WORDS.en[key], key);
      if (typeof entry === "object") assert.deepEqual(Object.keys(entry).sort(), plurals, key);
      for (const [plural, pattern] of Object.entries(formsOf(entry))) checkPlaces(`${key} ${plural}`, pattern, plural, WORDS.en[key]);
    }
  });
}

// A form for exactly one, two or none may say so without the number.
function checkPlaces(name, pattern, plural, english) {
  const [places, wanted] = [placesIn(pattern), placesIn(formsOf(english).other)];
  const known = ["zero", "one", "two"].includes(plural) ? [...places, "count"] : places;
  assert.ok(pattern.trim() !== "" && wanted.every((place) => known.includes(place)), name);
  assert.ok(places.every((place) => wanted.includes(place)), name);
}

test("each word is used, and each word that is used exists", () => {
  const sources = [pages, forms, ...modules].join("\n");
  assert.deepEqual(Object.keys(WORDS.en).filter((key) => !sources.includes(`"${key}"`)), []);
  const asked = modules.flatMap((source) => [...source.matchAll(/\bwords\("([^"]+)"/gu)].map(([, key]) => key));
  const placed = [...pages.matchAll(/data-words(?:-[a-z-]+)?="([^"]+)"/gu)].map(([, key]) => key);
  assert.deepEqual([...asked, ...placed].filter((key) => !Object.hasOwn(WORDS.en, key)), []);
});

test("no word that is loaded later is in the page at first, and none is in two tables", async () => {
  const [now, later, small] = [await tableOf("en"), await laterTableOf("en"), await smallTableOf("en")].map(Object.keys);
  assert.equal(new Set([...now, ...later, ...small]).size, now.length + later.length + small.length);
  const placed = [...first.matchAll(/data-words(?:-[a-z-]+)?="([^"]+)"/gu)].map(([, key]) => key);
  assert.deepEqual([...later, ...small].filter((key) => placed.includes(key)), []);
});

test("without a script the page has the English words", () => {
  for (const [, key, said] of pages.matchAll(/data-words="([^"]+)"[^>]*>([^<]*)</gu)) assert.equal(said, WORDS.en[key]);
  for (const [tag, place, key] of pages.matchAll(/<[^>]*data-words-([a-z-]+)="([^"]+)"[^>]*>/gu))
    assert.ok(tag.includes(` ${place}="${WORDS.en[key]}"`), tag);
});

testResults({
  "each language that has words is chosen": [chosenLocale, ...languages.map((language) => [[language], language])],
  "the first preferred language that has words and is well-formed is chosen, with its region, else English":
    [chosenLocale, [["de-CH@euro", "en-GB"], "en-GB"], [["en-US@posix"], "en"], [["de-CH", "en"], "de-CH"], [["pt-BR", "fr-CA"], "fr-CA"], [["zh-Hans-CN"], "zh-Hans-CN"], [["ja"], "en"], [[], "en"]],
  "the language that was chosen comes first, with the region that the browser has for it, and the browser's own if none was chosen": [
    (chosen) => preferredLocales(chosen, ["fr-FR", "de-CH", "de"]),
    ["de", ["de-CH", "fr-FR", "de-CH", "de"]], ["ar", ["ar", "fr-FR", "de-CH", "de"]], [null, ["fr-FR", "de-CH", "de"]],
  ],
  "Arabic is right to left": [(language) => localized(language, WORDS[language]).direction, ["ar", "rtl"], ["en", "ltr"]],
  "Arabic has its own plurals": [
    (count) => wordsOf("ar")("new messages", { count }).replace(/[\d٠-٩]+/u, "#"),
    [1, "رسالة جديدة واحدة"], [2, "رسالتان جديدتان"], [3, "# رسائل جديدة"], [11, "# رسالة جديدة"],
  ],
  "numbers outside of sentences have the digits of those within": [
    (count) => [localized("ar-EG", WORDS.ar)].map(({ number, words }) => words("new messages", { count }).includes(number(count)))[0],
    [12, true], [3, true],
  ],
  "a name of the opposite direction is isolated, any other is left as it is": [
    ([language, name]) => wordsOf(language)("welcome", { name }),
    [["en", "Ana"], "Welcome, Ana!"], [["en", "علي"], "Welcome, \u2068علي\u2069!"], [["ar", "Ana"], "مرحبًا، \u2068Ana\u2069!"],
  ],
  "a value that looks like a place is not replaced":
    [(values) => wordsOf("en")("announced message", values), [{ name: "{text}", text: "$& {name}" }, "{text}: $& {name}"]],
});

test("a list of names counts the people whose names are not known", () =>
  assert.deepEqual([listOf(["Ana"], 3), listOf(["Ana", "Bo", "Cy"], 3), listOf(["Ana", "Bo", "Cy"], 5)], ["Ana and 2 others", "Ana, Bo, and Cy", "Ana, Bo, and 3 others"]));

test("a list of names keeps its order in a sentence of the opposite direction", async (t) => {
  t.after(() => loadLanguage(["en"]));
  await loadLanguage(["ar"]);
  assert.equal(listOf(["Ana", "سلمى", "Bo"]), "\u2068Ana\u2069 وسلمى و\u2068Bo\u2069");
});
