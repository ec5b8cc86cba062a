"""Dropping what is older than the retention, a slice at a time: whoever says something meanwhile waits for one slice at most."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

from service.log.sqlite.database import transaction

FORGET_SECONDS: Final = 600.0
"""How often messages past their age are dropped."""

FORGET_LIMIT: Final = 1_000
"""Messages dropped, and rooms looked at, in one slice: it takes some ms."""

JUMP_SECONDS: Final = 60.0
"""A clock that gained more since the last round was set: this round is left out, so that a wrong one can be set right."""

_FORGET = """
    DELETE FROM message WHERE room = ?1 AND seq < (
        SELECT coalesce(min(CASE WHEN at >= ?2 THEN seq END), max(seq) + 1)
        FROM (SELECT seq, at FROM message WHERE room = ?1 ORDER BY seq LIMIT ?3)
    )"""


class Forgetting:
    """On the writer's thread and connection. Age is by the clock, the next round by the ticks, which nobody sets."""

    def __init__(
        self,
        database: sqlite3.Connection,
        retention_days: float,
        clock: Callable[[], float],
        ticks: Callable[[], float],
    ) -> None:
        self._database, self._retention_seconds = database, retention_days * 86_400
        self._clock, self._ticks = clock, ticks
        self._gain = clock() - ticks()
        self._round_at = 0.0
        self._round: Iterator[int] | None = None

    @property
    def is_under_way(self) -> bool:
        """In the middle of a round."""
        return self._round is not None

    @property
    def is_due(self) -> bool:
        return self.is_under_way or (self._retention_seconds > 0 and self._ticks() >= self._round_at)

    def go_on(self) -> None:
        """One slice. Raises sqlite3.Error, with nothing of it dropped."""
        if self._round is None:
            self._round = self._begin()
        with transaction(self._database):
            done = 0
            for dropped in self._round:
                done += dropped + 1
                if done >= FORGET_LIMIT:
                    return
        self._round = None

    def leave_off(self) -> None:
        """Until the next round, which begins anew."""
        self._round, self._round_at = None, self._ticks() + FORGET_SECONDS

    def _begin(self) -> Iterator[int]:
        now, ticks = self._clock(), self._ticks()
        self._round_at = ticks + FORGET_SECONDS
        gain_before, self._gain = self._gain, now - ticks
        if self._gain - gain_before > JUMP_SECONDS:
            return iter(())
        return self._drop(int((now - self._retention_seconds) * 1000))

    def _drop(self, oldest: int) -> Iterator[int]:
        """Room by room, no more at once than a slice; each step says how many it dropped."""
        for (room,) in self._database.execute("SELECT id FROM room").fetchall():
            dropped = FORGET_LIMIT
            while dropped == FORGET_LIMIT:
                dropped = self._database.execute(_FORGET, (room, oldest, FORGET_LIMIT)).rowcount
                yield dropped
