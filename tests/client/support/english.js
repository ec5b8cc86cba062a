// The modules under test speak English, whatever the language of this machine.

import { loadLanguage, loadLaterWords } from "../../../client/browser/language.js";

await loadLanguage(["en"]);
await loadLaterWords();
