"""Dropping entries older than the retention, in slices, so that a draft waits for one slice at most."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

from service.log.sqlite.database import transaction

ROUND_SECONDS: Final = 600.0
"""Time between two rounds of dropping old entries."""

SLICE_LIMIT: Final = 1_000
"""Most entries dropped, and rooms looked at, in one slice: it takes some ms."""

JUMP_SECONDS: Final = 60.0
"""If the clock gained more than this since the last round, it was set: the round is left out, so that a wrong clock can be
corrected before it drops anything."""

_DROP: Final = """
    DELETE FROM entry WHERE room = ?1 AND seq < (
        SELECT coalesce(min(CASE WHEN at >= ?2 THEN seq END), max(seq) + 1)
        FROM (SELECT seq, at FROM entry WHERE room = ?1 ORDER BY seq LIMIT ?3)
    )"""


class Retention:
    """Used on the writer's thread, with its connection. `clock` tells the age of entries; `ticks`, which nobody can set, when the
    next round is due."""

    def __init__(
        self,
        database: sqlite3.Connection,
        days: float,
        clock: Callable[[], float],
        ticks: Callable[[], float],
    ) -> None:
        self._database, self._seconds = database, days * 86_400
        self._clock, self._ticks = clock, ticks
        self._clock_lead = clock() - ticks()
        self._next_round_at = 0.0
        self._round: Iterator[int] | None = None

    @property
    def is_in_round(self) -> bool:
        return self._round is not None

    @property
    def is_due(self) -> bool:
        return self.is_in_round or (self._seconds > 0 and self._ticks() >= self._next_round_at)

    def drop_slice(self) -> None:
        """Raises sqlite3.Error; then nothing of the slice is dropped."""
        if self._round is None:
            self._round = self._start_round()
        with transaction(self._database):
            done = 0
            for dropped in self._round:
                done += dropped + 1
                if done >= SLICE_LIMIT:
                    return
        self._round = None

    def end_round(self) -> None:
        """The next one starts from the beginning."""
        self._round, self._next_round_at = None, self._ticks() + ROUND_SECONDS

    def _start_round(self) -> Iterator[int]:
        now, ticks = self._clock(), self._ticks()
        self._next_round_at = ticks + ROUND_SECONDS
        lead_before, self._clock_lead = self._clock_lead, now - ticks
        if self._clock_lead - lead_before > JUMP_SECONDS:
            return iter(())
        return self._drop(int((now - self._seconds) * 1000))

    def _drop(self, oldest: int) -> Iterator[int]:
        """Room by room, at most a slice in one step; yields how many entries each step dropped."""
        for (room,) in self._database.execute("SELECT id FROM room").fetchall():
            dropped = SLICE_LIMIT
            while dropped == SLICE_LIMIT:
                dropped = self._database.execute(_DROP, (room, oldest, SLICE_LIMIT)).rowcount
                yield dropped
