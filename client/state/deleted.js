// Says whether a message was deleted, as far as the tab knows. Pure.

// The message may be outside of the view.
export const isDeleted = ({ messages, quoted, kept }, seq) =>
  [...messages, ...quoted].some((message) => message.seq === seq && message.deleted) ||
  kept.entries.some(({ type, message }) => type === "deletion" && message === seq);
