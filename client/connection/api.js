// Asks the server over HTTP.

const ANSWER_MS = 15_000;

// The JSON at an address. Null without a connection, without an answer in time, if the server refuses, or if its answer is no JSON: in
// each case the person can only try again.
export async function jsonAt(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// The page of messages at an address, or null.
export async function pageAt(address) {
  const { epoch, head, messages } = (await jsonAt(address)) ?? {};
  return Array.isArray(messages) ? { epoch, head, messages } : null;
}
