// Writes times and names of days in the person's time zone, in the form of the browser's language.

import { timeLocale, words } from "../browser/language.js";
import { dayOf, daysFrom } from "../text/days.js";

const clock = new Intl.DateTimeFormat(timeLocale, { timeStyle: "short" });
const full = new Intl.DateTimeFormat(timeLocale, { dateStyle: "full", timeStyle: "medium" });
const dayThisYear = new Intl.DateTimeFormat(timeLocale, { weekday: "long", day: "numeric", month: "long" });
const dayWithYear = new Intl.DateTimeFormat(timeLocale, { dateStyle: "long" });

export function writeTime(element, at) {
  const date = new Date(at);
  element.dateTime = date.toISOString();
  element.textContent = clock.format(date);
  element.title = fullTime(at);
}

export const fullTime = (at) => full.format(new Date(at));

// The name of a day, given as `dayOf` returns it.
export function nameOfDay(day, now = new Date()) {
  if (day === dayOf(now)) return words("today");
  if (day === dayOf(daysFrom(now, -1))) return words("yesterday");
  const date = new Date(`${day}T12:00`);
  return (date.getFullYear() === now.getFullYear() ? dayThisYear : dayWithYear).format(date);
}
