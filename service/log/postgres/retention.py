"""Drops entries older than the retention, in slices, by one node at a time."""

from collections.abc import AsyncIterator, Callable
from typing import Final

from service.log.postgres.connection import Connection
from service.log.retention_rounds import Rounds

SLICE_LIMIT: Final = 1_000
"""A slice ends when the entries dropped plus the rooms looked at reach this number. The last step may drop as many entries again.
A slice takes a few ms."""

LOCK: Final = 0x48756263
"""The advisory lock of the node that drops entries."""

FIND_ROOMS: Final = """
    SELECT name, coalesce((SELECT at FROM entry WHERE entry.room = r.name ORDER BY seq LIMIT 1) < $2, false) AS is_old
    FROM room AS r WHERE name > $1 COLLATE "C" ORDER BY name LIMIT $3"""

DROP: Final = """
    WITH locked AS MATERIALIZED (
        SELECT name FROM room WHERE name = $1 AND pg_try_advisory_xact_lock($4) FOR UPDATE
    ), slice AS MATERIALIZED (
        SELECT seq, at FROM entry JOIN locked ON entry.room = locked.name WHERE room = $1 ORDER BY seq LIMIT $3
    ), stop AS MATERIALIZED (
        SELECT coalesce(min(CASE WHEN at >= $2 THEN seq END), max(seq) + 1, 0) AS seq FROM slice
    ), dropped AS (
        DELETE FROM entry USING stop WHERE room = $1 AND entry.seq < stop.seq RETURNING 1
    ), reactions AS (
        DELETE FROM reaction USING stop WHERE room = $1 AND message < stop.seq
    ), moved AS (
        UPDATE room SET floor = greatest(floor, stop.seq - 1) FROM stop WHERE name = $1 AND stop.seq > 0
    )
    SELECT count(*) FROM dropped"""
"""The lock on the room's row comes first, as in append.sql, so that a drop and an append cannot deadlock."""


class Retention:
    """Runs between two batches of appends, on their connection."""

    def __init__(self, days: float, now: float, ticks: Callable[[], float]) -> None:
        self._rounds = Rounds(days, now, ticks)
        self._round: AsyncIterator[int] | None = None

    @property
    def is_in_round(self) -> bool:
        return self._round is not None

    @property
    def is_due(self) -> bool:
        return self.is_in_round or self._rounds.is_due

    async def drop_slice(self, connection: Connection, now: float) -> None:
        """Drops one slice. `now` is in seconds since 1970."""
        if self._round is None:
            oldest = self._rounds.begin(now)
            if oldest is None:
                return
            self._round = _drop(connection, oldest)
        done = 0
        async for dropped in self._round:
            done += dropped
            if done >= SLICE_LIMIT:
                return
        self._round = None

    def end_round(self) -> None:
        """Ends the round early, after an error."""
        self._round = None
        self._rounds.put_off()


async def _drop(connection: Connection, oldest: int) -> AsyncIterator[int]:
    """Drops entries room by room, in steps of at most SLICE_LIMIT rooms or entries. Yields the size of each step: the rooms read,
    or the entries dropped + 1."""
    last = ""
    while rooms := await connection.fetch(FIND_ROOMS, last, oldest, SLICE_LIMIT):
        last = rooms[-1]["name"]
        yield len(rooms)
        for room in (row["name"] for row in rooms if row["is_old"]):
            dropped = SLICE_LIMIT
            while dropped == SLICE_LIMIT:
                dropped = await connection.fetchval(DROP, room, oldest, SLICE_LIMIT, LOCK)
                yield dropped + 1
