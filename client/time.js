// Times as a person reads them: local, in the form the browser's language uses.

import { dayOf } from "./rows.js";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const dayThisYear = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayWithYear = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

export function writeTime(element, at) {
  const date = new Date(at);
  element.dateTime = date.toISOString();
  element.textContent = clock.format(date);
  element.title = full.format(date);
}

// `day` is what `dayOf` gives.
export function nameOfDay(day, now = new Date()) {
  if (day === dayOf(now)) return "Today";
  if (day === dayOf(daysFrom(now, -1))) return "Yesterday";
  const date = new Date(`${day}T12:00`);
  return (date.getFullYear() === now.getFullYear() ? dayThisYear : dayWithYear).format(date);
}

export const untilMidnight = (now = new Date()) => daysFrom(now, 1) - now;

// Counted in calendar days, since a day is not always 24 hours long.
const daysFrom = (now, days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
