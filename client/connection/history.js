// Reading back: one page of the room, over HTTP.

import { endOf } from "../state/view.js";
import { pageOf } from "./address.js";

const PAGE = 24; // as many rows as can be drawn without anybody who types or scrolls noticing
const PATIENCE_MS = 15_000;

// The page as a frame for the state, or null if it could not be read. `side` is earlier or later.
export async function readPage(side, state) {
  const from = side === "later" ? endOf(state) : state.after;
  const page = await pageAt(pageOf[side](state, PAGE));
  return page && { type: side, from, ...page };
}

// The page around the message that is sought. Where messages are long it is cut off before that one: then the page it begins.
export async function readAround(state) {
  const { seq } = state.sought;
  const around = await pageAt(pageOf.around(state, PAGE));
  const isCut = around !== null && !around.messages.some((message) => message.seq === seq);
  const page = isCut ? await pageAt(pageOf.onward(state, PAGE)) : around;
  return page && { type: "around", seq, ...page };
}

async function pageAt(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { epoch, messages } = await answer.json();
    return answer.ok && Array.isArray(messages) ? { epoch, messages } : null;
  } catch {
    return null; // no line, no answer in time, not an answer of ours: to the reader it is one thing
  }
}
