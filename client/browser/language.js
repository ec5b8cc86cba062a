// Speaks the reader's language: which it is, what a word is in it, and how it counts.

const LANGUAGES = ["en", "de", "fr", "es", "zh", "ar"]; // words/ has a module for each
const RIGHT_TO_LEFT = ["ar"];
const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const FROM_LEFT = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}]/u;

const baseOf = (locale) => locale.toLowerCase().split("-")[0];

// The first of the wished locales whose language we have, with its region: en-GB and en-US write dates differently.
export const chosen = (wished) => wished.find((locale) => LANGUAGES.includes(baseOf(locale))) ?? "en";

export const tableOf = async (locale) => (await import(`../words/${baseOf(locale)}.js`)).default;

// The speech of one locale. `words(key, values)` puts the values into the places of that name.
export function speech(locale, table) {
  const language = baseOf(locale);
  const direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const across = direction === "rtl" ? FROM_LEFT : FROM_RIGHT;

  const shown = (value) => (typeof value === "number" ? numbers.format(value) : isolated(String(value), across));
  const words = (key, values = {}) => {
    const entry = table[key];
    const pattern = typeof entry === "string" ? entry : entry[plurals.select(values.count)];
    return pattern.replace(/\{(\w+)\}/gu, (_, name) => shown(values[name]));
  };
  return { locale, language, direction, words };
}

// A name that runs against the sentence around it must not turn the sentence around.
const isolated = (value, across) => (across.test(value) ? `\u2068${value}\u2069` : value);

export let locale, language, direction, words;

// Before anything speaks. Only the words of one language are loaded.
export async function learn(wished = navigator.languages) {
  const own = chosen(wished);
  ({ locale, language, direction, words } = speech(own, await tableOf(own)));
}

// The page's own words, also those in its templates; it comes in English. `data-words` is for what an element holds.
const PLACES = { words: (element, said) => (element.textContent = said) };
for (const name of ["aria-label", "placeholder", "title"])
  PLACES[`words-${name}`] = (element, said) => element.setAttribute(name, said);

export function translate(page) {
  page.documentElement.lang = language;
  page.documentElement.dir = direction;
  const roots = [page, ...[...page.querySelectorAll("template")].map(({ content }) => content)];
  for (const [place, write] of Object.entries(PLACES))
    for (const root of roots)
      for (const element of root.querySelectorAll(`[data-${place}]`))
        write(element, words(element.getAttribute(`data-${place}`)));
}

const MOST_NAMED = 3;

// Several names as a sentence lists them. What stands for the others counts as one: three names, or two and how many more.
export function listed(names) {
  const sentence = new Intl.ListFormat(locale, { type: "conjunction" });
  if (names.length <= MOST_NAMED) return sentence.format(names);
  const named = names.slice(0, MOST_NAMED - 1);
  return sentence.format([...named, words("others", { count: names.length - named.length })]);
}
