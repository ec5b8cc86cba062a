// The settings: stored in this browser, and shared by all of its tabs. settings-dialog.js shows them.

import { lazily } from "../browser/lazy-load.js";
import * as storage from "../browser/storage.js";

export const KEY = "settings";
// `notify` says which messages notify the person: "off", "mentions" or "all"; until `quietUntil` none do.
export const DEFAULTS = { moves: true, typing: true, notify: "off", showsText: true, sound: false, quietUntil: 0 };

export const settingsIn = (stored) =>
  Object.fromEntries(Object.entries(DEFAULTS).map(([key, value]) => [key, typeof stored?.[key] === typeof value ? stored[key] : value]));

export const readSettings = () => settingsIn(storage.read(KEY));

// Changes a part of the settings, for all tabs of this browser. The other parts stay as they are stored: this tab may have missed a
// change by another tab. Without storage they stay as they are in this tab.
export function changeSettings(store, part) {
  const settings = { ...settingsIn(storage.read(KEY) ?? store.state.settings), ...part };
  storage.write(KEY, settings);
  store.apply({ type: "settings", settings });
}

// Loads the styles of the compact density.
export const loadCompact = lazily(async () => {
  const { loadStyleSheet } = await import("../browser/style-sheet.js");
  await loadStyleSheet(new URL("../style/later/compact.css", import.meta.url).href);
});
