// Starts the page once it knows the language it is to speak.

import { learn } from "./language.js";

await learn();
await import("./main.js");
