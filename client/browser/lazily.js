// Loads a part of the page when it is first needed.

// Returns a function that loads once, and resolves to what `load` does; to null without a connection: then the next call tries again.
export function lazily(load) {
  let loading = null;
  return () => (loading ??= load().catch(() => (loading = null)));
}
