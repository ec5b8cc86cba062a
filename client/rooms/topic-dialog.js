// The dialog in which a person changes the topic of the room.

import { loadLater } from "../browser/load-later.js";
import { copyOf } from "../browser/templates.js";

// Resolves to the new topic, or to null if the person leaves it as it is. Rejects if the dialog does not arrive.
export async function askForTopic(topic, limit) {
  await loadLater();
  const dialog = copyOf("topic");
  const field = dialog.querySelector("[name=topic]");
  field.maxLength = limit;
  field.value = topic;
  dialog.addEventListener("click", ({ target }) => (target === dialog || target.closest(".close")) && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "save" && field.value.trim() !== topic ? field.value.trim() : null);
    });
  });
}
