// Reading back: one page of the room, over HTTP.

import { pageOf } from "./address.js";
import { endOf } from "./view.js";

const PAGE = 24; // as many rows as can be drawn without anybody who types or scrolls noticing
const PATIENCE_MS = 15_000;

// The page as a frame for the state, or null if it could not be read. `side` is earlier, later or around.
export async function readPage(side, state) {
  const from = side === "later" ? endOf(state) : state.after;
  try {
    const answer = await fetch(pageOf[side](state, PAGE), { signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok ? { type: side, from, ...(await answer.json()) } : null;
  } catch {
    return null; // no line, no answer in time, not an answer of ours: to the reader it is one thing
  }
}
