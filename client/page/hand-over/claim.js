// The dialog on the new device, which opened the link: asks whether to go on as the person of the old device, and does so once they
// confirm there.

import { words } from "../../browser/language.js";
import * as storage from "../../browser/storage.js";
import { becomeAnother } from "./become-another.js";
import { StepDialog } from "./step-dialog.js";

const INTRODUCED = "introduced"; // true once the person has written here or chosen a name, as people/first-visit.js stores it

// The hand-over does not go on until the person presses the button.
export async function openClaim({ store, socket }, token) {
  const steps = await StepDialog.load("claim");
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  document.body.append(steps.dialog);
  steps.dialog.addEventListener("click", ({ target }) => target.closest(".close") && steps.dialog.close());
  steps.dialog.showModal();
  const { name, own, error } = await steps.ask("/look", { token });
  if (error) return;
  if (own) return steps.show("own", words("already you", { name }));
  describe(steps, name, store.state.you.name);
  steps.on("claim", () => claim(steps, token, name, () => becomeAnother({ store, socket })));
}

function describe(steps, name, own) {
  steps.find("h2").textContent = words("become", { name });
  steps.find(".former").textContent = storage.read(INTRODUCED) ? words("former self", { own }) : "";
  steps.find(".unsent").textContent = storage.keys("draft.").length > 0 ? words("unsent goes", { name }) : "";
  steps.find("[name=claim] span").textContent = words("go on as", { name });
  steps.show("offered", words("become gives", { name }));
}

async function claim(steps, link, name, becomes) {
  const { token, code, error } = await steps.ask("/claim", { token: link });
  if (error) return;
  steps.find(".number").value = code;
  steps.show("claimed", words("compare number"));
  steps.follow("/take", { token }, "POST", ({ state }) => {
    if (state !== "taken") return false;
    becomes();
    steps.find("h2").textContent = words("another device link"); // the question of the heading is answered
    steps.show("taken", words("now you", { name }));
    return true;
  });
}
