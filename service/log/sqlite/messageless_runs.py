"""Runs of many entries of which none is a message: the writer notes them, and reads of messages skip them."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Final

RUN_ENTRIES: Final = 64
"""Shortest run that is noted. So a read of messages reads at most about this many other entries before each message."""

NOTE: Final = "INSERT OR REPLACE INTO messageless_run (room, first, last) VALUES (?, ?, ?)"
WITHIN: Final = """
    SELECT first, last FROM messageless_run WHERE room = ?1 AND first < ?3
    AND first >= (SELECT coalesce(max(first), 0) FROM messageless_run WHERE room = ?1 AND first <= ?2) ORDER BY first"""
WITHIN_BACKWARDS: Final = f"{WITHIN} DESC"


def note(database: sqlite3.Connection, runs: Iterable[tuple[int, int, int]]) -> None:
    """Notes runs, each given by its room, first and last seq. Replaces a run that was noted when it was shorter.

    Call within the transaction that appends their entries. No two runs may overlap.
    """
    database.executemany(NOTE, [run for run in runs if run[2] - run[1] + 1 >= RUN_ENTRIES])


def stretches(database: sqlite3.Connection, room: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the stretches between the runs, from `begin` to before `end`: the first seq of each, and the seq after its last."""
    for first, last in database.execute(WITHIN, (room, begin, end)):
        if begin < first:
            yield begin, first
        begin = max(begin, last + 1)
    if begin < end:
        yield begin, end


def stretches_backwards(database: sqlite3.Connection, room: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the stretches that `stretches` yields, the last one first."""
    for first, last in database.execute(WITHIN_BACKWARDS, (room, begin, end)):
        if max(begin, last + 1) < end:
            yield max(begin, last + 1), end
        end = first
    if begin < end:
        yield begin, end
