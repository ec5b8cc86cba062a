// The times until which a person is not to be disturbed, and how they are written. Pure.

import { timeLocale } from "../browser/language.js";

const HOUR_MS = 60 * 60_000;
const MORNING_HOUR = 8; // of the browser's clock

export const inAnHour = (now) => now + HOUR_MS;

// The next time at which it is MORNING_HOUR: today, if that hour is still to come.
export function nextMorning(now) {
  const morning = new Date(now).setHours(MORNING_HOUR, 0, 0, 0);
  return morning > now ? morning : new Date(morning).setDate(new Date(morning).getDate() + 1);
}

// Returns the time as text, with the weekday if the time is on another day.
export function timeText(at, now, locale = timeLocale) {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(locale, { ...(isToday ? {} : { weekday: "short" }), hour: "numeric", minute: "2-digit" }).format(at);
}
