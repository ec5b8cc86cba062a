// Finds the first message of a day in the person's time zone, although the server knows only days in UTC.

import { historyAddress } from "../connection/address.js";
import { jsonAt } from "../connection/api.js";
import { searchAddress } from "./search.js";

const PAGE = 500; // messages, the most that the server gives at once

// The seq of the first message since the day began; null if there is none. Rejects if the server does not answer.
export async function firstSince(room, day, ask = json) {
  const start = new Date(`${day}T00:00`);
  let after = await lastBefore(room, start.toISOString().slice(0, 10), ask);
  for (;;) {
    const { messages } = await ask(historyAddress.from({ room, target: { seq: after + 1 } }, PAGE));
    const found = messages.find(({ at }) => new Date(at) >= start);
    if (found || messages.length === 0) return found?.seq ?? null;
    after = messages.at(-1).seq;
  }
}

// The seq of the last message before a day in UTC, or 0.
async function lastBefore(room, day, ask) {
  for (let before = null; ; ) {
    const { messages, next = null } = await ask(searchAddress(room, `before:${day}`, before, 1));
    if (messages.length > 0 || next === null) return messages[0]?.seq ?? 0;
    before = next;
  }
}

const json = async (address) => (await jsonAt(address)) ?? Promise.reject(new Error(`no answer: ${address}`));
