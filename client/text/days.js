// Calendar days in the reader's time zone. Pure.

export function dayOf(at) {
  const date = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export const untilMidnight = (now = new Date()) => daysFrom(now, 1) - now;

// The date that is this many calendar days later. A day is not always 24 hours long.
export const daysFrom = (now, days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
