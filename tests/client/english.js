// What the modules under test speak: English, whatever the machine speaks.

import { learn } from "../../client/browser/language.js";

await learn(["en"]);
