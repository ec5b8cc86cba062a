"""Drops entries older than the retention, in slices, so that a draft waits for one slice at most."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

from service.log.retention_rounds import Rounds
from service.log.sqlite.database import transaction

SLICE_LIMIT: Final = 1_000
"""A slice ends when the entries dropped plus the rooms visited reach this number. The last step may drop as many entries again. A
slice takes a few ms."""

FIND_END: Final = """
    SELECT coalesce(min(CASE WHEN at >= ?2 THEN seq END), max(seq) + 1, 0)
    FROM (SELECT seq, at FROM entry WHERE room = ?1 ORDER BY seq LIMIT ?3)"""
"""Finds the seq of the first entry of a slice that is young enough to stay. If all are too old: the seq after the slice."""

DROP: Final = "DELETE FROM entry WHERE room = ? AND seq < ?"
DROP_REACTIONS: Final = "DELETE FROM reaction WHERE room = ? AND message < ?"
DROP_TERMS: Final = "DELETE FROM search_term WHERE room = ? AND block < ?"
DROP_RUNS: Final = "DELETE FROM messageless_run WHERE room = ?1 AND first < ?2 AND last < ?2"
DROP_BLOCKS: Final = "DELETE FROM search_block WHERE room = ? AND first < ?"
"""Also drops a block of which some entries stay: the search then reads these without the index."""


class Retention:
    """Runs on the writer's thread, with its connection. `clock` is the system's time, for the age of entries. `ticks` is a clock
    that cannot be set, for the time of the next round."""

    def __init__(
        self,
        database: sqlite3.Connection,
        days: float,
        clock: Callable[[], float],
        ticks: Callable[[], float],
    ) -> None:
        self._database, self._clock = database, clock
        self._rounds = Rounds(days, clock(), ticks)
        self._round: Iterator[int] | None = None

    @property
    def is_in_round(self) -> bool:
        return self._round is not None

    @property
    def is_due(self) -> bool:
        return self.is_in_round or self._rounds.is_due

    def drop_slice(self) -> None:
        """Drops one slice, or nothing if it raises sqlite3.Error."""
        if self._round is None:
            oldest = self._rounds.begin(self._clock())
            self._round = iter(()) if oldest is None else self._drop(oldest)
        with transaction(self._database):
            done = 0
            for dropped in self._round:
                done += dropped + 1
                if done >= SLICE_LIMIT:
                    return
        self._round = None

    def end_round(self) -> None:
        """Ends the round early, after an error."""
        self._round = None
        self._rounds.put_off()

    def _drop(self, oldest: int) -> Iterator[int]:
        """Drops the entries room by room, in steps of at most SLICE_LIMIT; yields the number dropped in each step."""
        for (room,) in self._database.execute("SELECT id FROM room").fetchall():
            dropped = SLICE_LIMIT
            while dropped == SLICE_LIMIT:
                end = self._database.execute(FIND_END, (room, oldest, SLICE_LIMIT)).fetchone()[0]
                dropped = self._database.execute(DROP, (room, end)).rowcount
                for statement in (DROP_REACTIONS, DROP_TERMS, DROP_BLOCKS, DROP_RUNS):
                    self._database.execute(statement, (room, end))
                yield dropped
