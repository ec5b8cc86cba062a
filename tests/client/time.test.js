// Times and names of days, in the form of the browser's language.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadLanguage, words } from "../../client/browser/language.js";
import { nameOfDay } from "../../client/list/time.js";
import { testResults } from "./support/table-tests.js";

test("the clock and dates follow the browser, also where the page has no texts in its language", async (t) => {
  t.after(() => loadLanguage(["en"]));
  const shown = { "sv-SE": ["15:04", "fredag 2 januari"], "pt-BR": ["15:04", "sexta-feira, 2 de janeiro"], ja: ["15:04", "1月2日金曜日"], "de-CH": ["15:04", "Freitag, 2. Januar"] };
  for (const [locale, [time, day]] of Object.entries(shown)) {
    await loadLanguage(["no_tag", locale, "en-US"]); // the first is malformed
    const { nameOfDay, writeTime } = await import(`../../client/list/time.js?${locale}`);
    const element = {};
    writeTime(element, new Date(2026, 0, 2, 15, 4));
    assert.deepEqual([element.textContent, nameOfDay("2026-01-02", new Date(2026, 5, 1))], [time, day], locale);
  }
});

testResults({
  "yesterday is the calendar's, not 24 hours ago":
    [(day) => nameOfDay(day, new Date(2026, 2, 30, 0, 5)), ["2026-03-30", words("today")], ["2026-03-29", words("yesterday")]],
});
