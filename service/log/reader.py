"""Reading the SQLite log: each page is of one moment, whatever is appended or dropped while it is read."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from service.log import database
from service.log.contract import PAGE_CHARACTERS, Page
from service.protocol import Message, Person, rfc3339

Row = tuple[int, str, str, str, str, int]

ROOM = "SELECT id, head, last_at FROM room WHERE name = ?"
COLUMNS = "SELECT seq, draft, person, name, text, at FROM message"
_ABOVE = f"{COLUMNS} WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?"
_BELOW = f"{COLUMNS} WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
_FLOOR = "SELECT coalesce((SELECT min(seq) FROM message WHERE room = ?), ? + 1) - 1"


class Reader:
    """A connection of its own, for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._database = database.connect(path, read_only=True)

    def life(self) -> tuple[str, int]:
        return database.life(self._database)

    def page(self, room: str, after: int | None, before: int | None, limit: int) -> Page:
        self._database.execute("BEGIN")  # else what is dropped between its questions would be a gap that nobody sees
        try:
            return self._page(room, after, before, limit)
        finally:
            self._database.rollback()

    def _page(self, room: str, after: int | None, before: int | None, limit: int) -> Page:
        found = self._database.execute(ROOM, (room,)).fetchone()
        if found is None:
            return Page([], 0, 0)
        room_id, head, _ = found
        floor = self._database.execute(_FLOOR, (room_id, head)).fetchone()[0]
        if after is not None:
            rows = _as_many_as_fit(self._database.execute(_ABOVE, (room_id, min(after, head), limit)))
        else:
            below = head + 1 if before is None else min(before, head + 1)
            rows = _as_many_as_fit(self._database.execute(_BELOW, (room_id, below, limit)))[::-1]
        return Page([message_of(row) for row in rows], head, floor)

    def close(self) -> None:
        self._database.close()


def _as_many_as_fit(rows: Iterable[Row]) -> list[Row]:
    """The rest is not even read."""
    taken, characters = [], 0
    for row in rows:
        taken.append(row)
        characters += len(row[4])
        if characters >= PAGE_CHARACTERS:
            break
    return taken


def message_of(row: Row) -> Message:
    """Raises sqlite3.DatabaseError for what was never written like this."""
    seq, draft, person, name, text, at = row
    try:
        return Message(seq, draft, Person(person, name), text, rfc3339(at))
    except OverflowError:
        raise sqlite3.DatabaseError("a message of a time that cannot be") from None
