"""The writer's cache of the heads of rooms. A head that is not in it is read from the file."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from service.log.sqlite import messageless_runs

ROOMS_KEPT: Final = 10_000
"""Rooms in the cache. Bounds memory, because a person can write in any number of rooms."""

FIND_ROOM: Final = "SELECT id, head, last_at FROM room WHERE name = ?"


@dataclass(slots=True)
class Head:
    room: int
    seq: int
    at: int
    """Time of the last entry, in milliseconds since 1970."""
    message: int
    """The entries above this seq, up to `seq`, are no messages. It is the seq of the last message appended since the head was
    loaded; if there is none, `seq` as it was loaded."""

    @property
    def run(self) -> tuple[int, int, int]:
        return self.room, self.message + 1, self.seq


class Heads:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._heads: dict[str, Head] = {}

    def of(self, room: str) -> Head:
        """Returns the head of this room. A new room is created: call within a transaction if the head may not be in the cache."""
        return self._heads.get(room) or self._load(room)

    def _load(self, room: str) -> Head:
        found = self._database.execute(FIND_ROOM, (room,)).fetchone()
        if found is None:
            self._database.execute("INSERT INTO room (name) VALUES (?)", (room,))
            found = self._database.execute(FIND_ROOM, (room,)).fetchone()
        room_id, seq, at = found
        head = self._heads[room] = Head(room_id, seq, at, message=seq)
        return head

    def save(self, rooms: Iterable[str]) -> None:
        """Writes the heads of these rooms, and the runs that end with them. Call within the transaction that changed them."""
        heads = [self.of(room) for room in rooms]
        moved = [(head.seq, head.at, head.room) for head in heads]
        self._database.executemany("UPDATE room SET head = ?, last_at = ? WHERE id = ?", moved)
        messageless_runs.note(self._database, (head.run for head in heads))

    def committed(self) -> None:
        """Call after a commit. Empties the cache if it has become too large."""
        if len(self._heads) > ROOMS_KEPT:
            self._heads.clear()

    def rolled_back(self) -> None:
        """Empties the cache: its heads may count entries that were not stored."""
        self._heads.clear()
