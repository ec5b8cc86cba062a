"""docs/performance.md and its plots, written from the results of a run."""
