"""Tunes the garbage collector for a process that holds thousands of connections for hours."""

import gc
from typing import Final

GC_THRESHOLD: Final = 50_000
"""New container objects, less those freed, after which the youngest generation is collected. With the default of 700 the
collector would visit every connection several times a second."""


def tune_garbage_collector() -> None:
    """Exempts all objects that exist now from collection. Call it at the end of the start: they stay until the process ends."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 50, 100)
