// The modules under test speak English, whatever the language of this machine.

import { loadLanguage } from "../../../client/browser/language.js";

await loadLanguage(["en"]);
