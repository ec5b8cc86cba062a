// The dialog on the old device: shows a link for the new device, and asks whether the device that opened the link is the person's.

import { words } from "../../browser/language.js";
import { copyBy } from "../copy-button.js";
import { StepDialog, tell } from "./step-dialog.js";

const CANCELLED = ["offered", "claimed"]; // the steps in which closing the dialog ends the hand-over

// Returns the dialog, which is not open yet.
export async function offerDialog(store) {
  const steps = await StepDialog.load("offer");
  const begin = () => offer(steps, store.state.room);
  steps.on("copy", (button) => copyBy(button, steps.find("[name=link]").value));
  steps.on("again", begin);
  steps.on("mine", () => confirm(steps));
  steps.dialog.addEventListener("close", () => CANCELLED.includes(steps.step) && tell("", "DELETE"));
  begin();
  return steps.dialog;
}

async function offer(steps, room) {
  const { address, qr, error } = await steps.ask("", { room });
  if (error) return;
  steps.find("[name=link]").value = address;
  steps.find(".qr").src = qr;
  follow(steps, "offered");
}

async function confirm(steps) {
  const { error } = await steps.ask("/confirm", { code: steps.find(".number").value });
  if (!error) follow(steps, "confirmed");
}

const SENTENCES = { offered: "offer gives", claimed: "same number", confirmed: "waits for device", taken: "device is you" };

// Shows the step, and the next step once the other device has reached it.
function follow(steps, state) {
  steps.show(state, words(SENTENCES[state]));
  if (state === "taken") return;
  steps.follow("", undefined, "GET", (now) => {
    if (now.state === state) return false;
    steps.find(".number").value = now.code;
    follow(steps, now.state);
    return true;
  });
}
