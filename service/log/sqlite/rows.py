"""Inserts entries as rows of the table `entry` of SQLite, and selects them; log/columns.py has their columns."""

import sqlite3
from typing import Final

from msgspec.structs import astuple

from service.log.columns import COMMON, KINDS, OWN, SELECTED, SELECTED_MESSAGES, SHARED, quoted
from service.protocol import Entry

SELECT: Final = f"SELECT {SELECTED} FROM entry"  # noqa: S608 - the columns are names in protocol.py
SELECT_MESSAGES: Final = f"SELECT {SELECTED_MESSAGES} FROM entry"  # noqa: S608


def _insert(own: tuple[str, ...]) -> str:
    columns, places = quoted((*COMMON, *own)), ", ?" * (len(COMMON) + len(own))
    if "text" not in own:  # the column must not be NULL: version 2 of the schema
        columns, places = f"{columns}, text", f"{places}, ''"
    return f"INSERT INTO entry (room, {columns}) VALUES (?{places}) ON CONFLICT (room, draft) DO NOTHING"  # noqa: S608


_INSERT: Final = {kind: (name, _insert(OWN[name])) for name, kind in KINDS.items()}


def insert(database: sqlite3.Connection, room: int, entry: Entry, at: int) -> bool:
    """Inserts the entry, unless the room has one with this draft id. Returns whether it was inserted."""
    name, statement = _INSERT[type(entry)]
    author = entry.author
    row = (room, name, entry.seq, entry.draft, author.id, author.name, at, *astuple(entry)[SHARED:])
    return database.execute(statement, row).rowcount == 1
