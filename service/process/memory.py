"""The garbage collector, tuned for a process that holds thousands of connections for hours."""

import gc
from typing import Final

GC_THRESHOLD: Final = 50_000
"""Allocations between two collections; with the default of 700 every connection would be walked several times a second."""


def tune_garbage_collector() -> None:
    """Called at the end of the start: what was made until then stays for ever, and is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 50, 100)
