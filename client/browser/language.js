// The language of the page: chooses it, loads its texts, and formats numbers and lists in it.

import * as storage from "./storage.js";

export const LANGUAGES = ["en", "de", "fr", "es", "zh", "ar"]; // words/ has a module for each
const RIGHT_TO_LEFT = ["ar"];
const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LTR_LETTER = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}]/u;

const languageOf = (locale) => locale.toLowerCase().split("-")[0];

// The first preferred locale whose language has texts. Its region is kept, because en-GB and en-US write dates differently.
export const chosenLocale = (preferred) =>
  preferred.find((locale) => LANGUAGES.includes(languageOf(locale)) && isWellFormed(locale)) ?? "en";

// People can set any tag in a browser's settings, and Intl throws at one that is malformed, such as "en-US@posix".
function isWellFormed(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

export const tableOf = async (locale) => (await import(`../words/${languageOf(locale)}.js`)).default;

export const laterTableOf = async (language) => (await import(`../words/later/${language}.js`)).default;

// Functions for a locale. `words(key, values)` returns the text of a key, with the values put in their places.
export function localized(locale, table) {
  const language = languageOf(locale);
  const direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
  const plurals = new Intl.PluralRules(locale);
  const { format: number } = new Intl.NumberFormat(locale);
  // A name written in the other direction is isolated, or it would reorder the sentence around it.
  const opposite = direction === "rtl" ? LTR_LETTER : RTL_LETTER;

  const isolated = (name) => (opposite.test(name) ? `\u2068${name}\u2069` : name);
  const format = (value) => (typeof value === "number" ? number(value) : isolated(String(value)));
  const words = (key, values = {}) => {
    const entry = table[key];
    const pattern = typeof entry === "string" ? entry : entry[plurals.select(values.count)];
    return pattern.replace(/\{(\w+)\}/gu, (_, name) => format(values[name]));
  };
  return { locale, language, direction, words, number, isolated };
}

// The locale of times and dates: the preferred one, even if its language has no texts here.
export const chosenTimeLocale = (preferred) => preferred.find(isWellFormed) ?? "en";

// The language that was chosen in the settings, or null: then the browser's languages count.
const KEY = "language";
export const chosenLanguage = () => [storage.read(KEY)].find((language) => LANGUAGES.includes(language)) ?? null;
export const chooseLanguage = (language) => storage.write(KEY, language);

// The locales that the person prefers: the chosen language first, with the region that the browser names for it.
export function preferredLocales(language = chosenLanguage(), own = navigator.languages) {
  return language === null ? own : [own.find((locale) => languageOf(locale) === language) ?? language, ...own];
}

export let locale, timeLocale, language, direction, words, number;
let isolated, table;

// Must finish before another module uses `words`. Loads the texts of one language only.
export async function loadLanguage(preferred = preferredLocales()) {
  const chosen = chosenLocale(preferred);
  timeLocale = chosenTimeLocale(preferred);
  table = { ...(await tableOf(chosen)) };
  ({ locale, language, direction, words, number, isolated } = localized(chosen, table));
}

// Adds the texts of the parts of the page that are loaded later.
export async function loadLaterWords() {
  Object.assign(table, await laterTableOf(language));
}

// The attribute `data-words` has the key of the element's text, and `data-words-ATTRIBUTE` has the key of the text of that attribute.
const WRITERS = { words: (element, text) => (element.textContent = text) };
for (const name of ["alt", "aria-label", "placeholder", "title"])
  WRITERS[`words-${name}`] = (element, text) => element.setAttribute(name, text);

// Translates the page, which arrives in English, and its templates.
export function translate(page) {
  page.documentElement.lang = language;
  page.documentElement.dir = direction;
  const roots = [page, ...[...page.querySelectorAll("template")].map(({ content }) => content)];
  for (const [name, write] of Object.entries(WRITERS))
    for (const root of roots)
      for (const element of root.querySelectorAll(`[data-${name}]`))
        write(element, words(element.getAttribute(`data-${name}`)));
}

// Writes a sentence with a name. The name is an element of its own, so that a long name is cut at its end: at the left, if the name is
// written from right to left.
export function writeNamed(element, key, name) {
  const [before, after] = words(key, { name: PLACE }).split(PLACE);
  const named = document.createElement("bdi");
  named.textContent = name;
  element.replaceChildren(before, named, after);
}
const PLACE = "\0";

const MAX_NAMED = 3;

// A list of names for a sentence: up to three names, or two names and the number of the others. Names written in the other direction are
// isolated, so that the list keeps its order. `count` is the number of all people, if the names of some are not known.
export function listOf(names, count = names.length) {
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const named = (count <= Math.min(MAX_NAMED, names.length) ? names : names.slice(0, MAX_NAMED - 1)).map(isolated);
  return list.format(named.length < count ? [...named, words("others", { count: count - named.length })] : named);
}
