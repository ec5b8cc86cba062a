// The emoji that were picked last and the skin tone, stored in this browser.

import * as storage from "../browser/storage.js";
import { TONES } from "./emoji.js";

const RECENT_KEY = "recent-emoji";
const TONE_KEY = "skin-tone";
const MAX_RECENT = 24;

export function recentEmoji() {
  const stored = storage.read(RECENT_KEY);
  return Array.isArray(stored) ? stored.filter((emoji) => typeof emoji === "string").slice(0, MAX_RECENT) : [];
}

export function remember(emoji) {
  storage.write(RECENT_KEY, [emoji, ...recentEmoji().filter((other) => other !== emoji)].slice(0, MAX_RECENT));
}

export const storedTone = () => TONES.find((tone) => tone === storage.read(TONE_KEY)) ?? "";
export const storeTone = (tone) => storage.write(TONE_KEY, tone);
