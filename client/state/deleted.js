// Says whether a message was deleted, as far as the tab knows. Pure.

import { knownMessage } from "./view.js";

// The message may be outside of the view.
export const isDeleted = (state, seq) =>
  knownMessage(state, seq)?.deleted === true || state.kept.entries.some(({ type, message }) => type === "deletion" && message === seq);
