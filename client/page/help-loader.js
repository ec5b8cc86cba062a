// Loads the dialog for help.

import { loadLater } from "../browser/load-later.js";
import { copyOf } from "../browser/templates.js";

export async function loadHelp() {
  await loadLater();
  return copyOf("help");
}
