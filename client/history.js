// Reading back: one earlier page of the room, over HTTP.

import { earlierOf } from "./address.js";

const PAGE = 50;
const PATIENCE_MS = 15_000;

// The page as a frame for the state, or a frame that says it could not be read.
export async function readEarlier(state) {
  try {
    const answer = await fetch(earlierOf(state, PAGE), { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) return { type: "unreadable" };
    const { epoch, messages } = await answer.json();
    return { type: "earlier", epoch, messages };
  } catch {
    return { type: "unreadable" }; // no line, no answer in time, not an answer of ours: to the reader it is one thing
  }
}
