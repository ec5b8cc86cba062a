// The part of the settings about attention: asks for the permission for notifications, and lets the person be undisturbed for a while.

import { words } from "../browser/language.js";
import { isUndisturbed } from "./levels.js";
import { askPermission, permission, REASONS } from "./permission.js";
import { playSound } from "./sound.js";
import { inAnHour, nextMorning, timeText } from "./quiet-times.js";

// `change(part)` changes a part of the settings.
export function connectAttentionSettings(form, store, change) {
  const { hour, morning, end } = form.elements;
  const draw = () => {
    drawPermission(form, store.state.settings.notify);
    drawQuiet(form, store.state);
  };
  const ask = async () => (await askPermission(), draw());
  for (const level of form.elements.notify) level.addEventListener("change", () => level.value !== "off" && ask());
  form.elements.allow.addEventListener("click", ask);
  form.elements.sound.addEventListener("change", ({ target }) => target.checked && playSound());
  hour.addEventListener("click", () => (change({ quietUntil: inAnHour(Date.now()) }), end.focus()));
  morning.addEventListener("click", () => (change({ quietUntil: nextMorning(Date.now()) }), end.focus()));
  end.addEventListener("click", () => (change({ quietUntil: 0 }), hour.focus()));
  store.subscribe(whenChanged(({ settings }) => settings, draw));
  form.closest("dialog").addEventListener("focusin", draw); // the permission or the time may have changed since
  draw();
}

// Returns a subscriber of the store that calls `act` when the part of the state that `partOf` returns has changed.
function whenChanged(partOf, act) {
  let before;
  return (state) => {
    if (partOf(state) === before) return;
    before = partOf(state);
    act();
  };
}

function drawPermission(form, level) {
  const found = permission();
  const isMissing = level !== "off" && found !== "granted";
  form.querySelector(".permission").hidden = !isMissing;
  form.querySelector(".permission span").textContent = isMissing ? words(REASONS[found]) : "";
  form.elements.allow.hidden = found !== "default";
}

function drawQuiet(form, state) {
  const now = Date.now();
  const isOn = isUndisturbed(state, now);
  const { hour, morning, end } = form.elements;
  [hour.hidden, morning.hidden, end.hidden] = [isOn, isOn, !isOn];
  morning.textContent = words("until", { time: timeText(nextMorning(now), now) });
  form.querySelector(".quiet-until").textContent = isOn ? words("quiet until", { time: timeText(state.settings.quietUntil, now) }) : "";
}
