// What a text in the box asks for: to be said, or, with a slash before it, something else. Pure.

// A slash before anything else is said as it stands: people paste paths. A name has one line, so more is no name.
export function askedFor(text) {
  if (/^\/help\s*$/u.test(text)) return { act: "help" };
  const name = /^\/name(?:[ \t]+(.*))?$/u.exec(text);
  return name ? { act: "name", name: name[1]?.trim() ?? "" } : { act: "say", text };
}

// What somebody does, in "/me waves"; else null.
export const actionIn = (text) => /^\/me[ \t]+(\S[^]*)$/u.exec(text)?.[1] ?? null;

// What is said, not what is asked of the page: only that is worth telling that somebody types it.
export const isSaid = (text) => text.trim() !== "" && !/^\/(?!me[ \t])[a-z]*/u.test(text);
