"""The heads of rooms as the writer knows them: remembered between commits, and read from the file when they are not."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ROOMS_KEPT: Final = 10_000
"""Rooms whose head is remembered. Bounds memory: anybody can write in any number of rooms."""

FIND_ROOM: Final = "SELECT id, head, last_at FROM room WHERE name = ?"


@dataclass(slots=True)
class Head:
    room: int
    seq: int
    at: int
    """Milliseconds since 1970, of the last entry."""


class Heads:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._heads: dict[str, Head] = {}

    def of(self, room: str) -> Head:
        """The head of this room, which is made if it is new. Within a transaction."""
        return self._heads.get(room) or self._load(room)

    def _load(self, room: str) -> Head:
        found = self._database.execute(FIND_ROOM, (room,)).fetchone()
        if found is None:
            self._database.execute("INSERT INTO room (name) VALUES (?)", (room,))
            found = self._database.execute(FIND_ROOM, (room,)).fetchone()
        head = self._heads[room] = Head(*found)
        return head

    def save(self, rooms: Iterable[str]) -> None:
        """Writes the heads of these rooms. Within the transaction that moved them."""
        moved = [(head.seq, head.at, head.room) for head in map(self.of, rooms)]
        self._database.executemany("UPDATE room SET head = ?, last_at = ? WHERE id = ?", moved)

    def committed(self) -> None:
        if len(self._heads) > ROOMS_KEPT:
            self._heads.clear()

    def rolled_back(self) -> None:
        """Heads may count entries that are not stored."""
        self._heads.clear()
