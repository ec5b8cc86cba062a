// The words: each language has each of them with all its plurals and places, each is used, and the page says the same.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { chosen, speech, tableOf } from "../../client/browser/language.js";

const folder = new URL("../../client/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");
const page = read("index.html");
const modules = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("words/")).map(read);

const languages = readdirSync(new URL("words/", folder)).map((name) => name.replace(".js", ""));
const WORDS = Object.fromEntries(await Promise.all(languages.map(async (language) => [language, await tableOf(language)])));
const spoken = (language) => speech(language, WORDS[language]);

const formsOf = (entry) => (typeof entry === "string" ? { other: entry } : entry);
const placesIn = (pattern) => [...pattern.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name).sort();

for (const [language, words] of Object.entries(WORDS)) {
  test(`${language} lacks no word and has none that English has not`, () =>
    assert.deepEqual(Object.keys(words).sort(), Object.keys(WORDS.en).sort()));

  test(`${language} has a form for each of its plurals`, () => {
    const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const [key, entry] of Object.entries(words)) {
      assert.equal(typeof entry, typeof WORDS.en[key], key);
      if (typeof entry === "object") assert.deepEqual(Object.keys(entry).sort(), plurals, key);
    }
  });

  // A form for exactly one, two or none may say so without the number.
  test(`${language} lacks no place for a value`, () => {
    for (const [key, entry] of Object.entries(words))
      for (const [plural, pattern] of Object.entries(formsOf(entry))) {
        const wanted = placesIn(formsOf(WORDS.en[key]).other);
        const isExact = ["zero", "one", "two"].includes(plural);
        const optional = isExact ? [...placesIn(pattern), "count"] : placesIn(pattern);
        assert.ok(pattern.trim() !== "" && wanted.every((place) => optional.includes(place)), `${key} ${plural}`);
        assert.ok(placesIn(pattern).every((place) => wanted.includes(place)), `${key} ${plural}`);
      }
  });
}

test("each word is used", () => {
  const sources = [page, ...modules].join("\n");
  assert.deepEqual(Object.keys(WORDS.en).filter((key) => !sources.includes(`"${key}"`)), []);
});

test("a word that is asked for is there", () => {
  const asked = modules.flatMap((source) => [...source.matchAll(/\bwords\("([^"]+)"/gu)].map(([, key]) => key));
  const placed = [...page.matchAll(/data-words(?:-[a-z-]+)?="([^"]+)"/gu)].map(([, key]) => key);
  assert.deepEqual([...asked, ...placed].filter((key) => !Object.hasOwn(WORDS.en, key)), []);
});

test("before any script the page says in English what the words say", () => {
  for (const [, key, said] of page.matchAll(/data-words="([^"]+)"[^>]*>([^<]*)</gu)) assert.equal(said, WORDS.en[key]);
  for (const [tag, place, key] of page.matchAll(/<[^>]*data-words-([a-z-]+)="([^"]+)"[^>]*>/gu))
    assert.ok(tag.includes(` ${place}="${WORDS.en[key]}"`), tag);
});

test("each language that is offered has its words", () =>
  assert.deepEqual(languages.filter((language) => chosen([language]) !== language), []));

test("the first language we have is taken, with its region, else English", () => {
  const wishes = [["de-CH", "en"], ["pt-BR", "fr-CA"], ["zh-Hans-CN"], ["ja"], []];
  assert.deepEqual(wishes.map(chosen), ["de-CH", "fr-CA", "zh-Hans-CN", "en", "en"]);
});

test("Arabic reads from the right, and counts as Arabic does", () => {
  const { direction, words } = spoken("ar");
  const said = [1, 2, 3, 11].map((count) => words("new messages", { count }).replace(/[\d٠-٩]+/u, "#"));
  assert.equal(direction, "rtl");
  assert.deepEqual(said, ["رسالة جديدة واحدة", "رسالتان جديدتان", "# رسائل جديدة", "# رسالة جديدة"]);
});

test("a name that runs the other way is kept apart, any other is left as it is", () => {
  assert.equal(spoken("en").words("welcome", { name: "Ana" }), "Welcome, Ana!");
  assert.equal(spoken("en").words("welcome", { name: "علي" }), "Welcome, \u2068علي\u2069!");
  assert.equal(spoken("ar").words("welcome", { name: "Ana" }), "مرحبًا، \u2068Ana\u2069!");
});

test("a value that looks like a place is only a value", () =>
  assert.equal(spoken("en").words("announced message", { name: "{text}", text: "$& {name}" }), "{text}: $& {name}"));
