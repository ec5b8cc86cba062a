"""Entries as rows of the table `entry`. The columns are derived from the structs in protocol.py, once, at import."""

import sqlite3
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final, get_args

from msgspec.structs import astuple

from service.protocol import Entry, EntryFields, Person, rfc3339

Row = tuple[Any, ...]

_KINDS: Final = {kind.__struct_config__.tag: kind for kind in get_args(Entry) or (Entry,)}
_SHARED: Final = len(EntryFields.__struct_fields__)
_OWN: Final = {name: kind.__struct_fields__[_SHARED:] for name, kind in _KINDS.items()}
"""The fields that only some kinds of entries have. Each is a column of the same name."""

_COMMON: Final = ("kind", "seq", "draft", "person", "name", "at")
COLUMNS: Final = (*_COMMON, *dict.fromkeys(field for own in _OWN.values() for field in own))
SELECT: Final = f"SELECT {', '.join(COLUMNS)} FROM entry"  # noqa: S608 - the columns are names in protocol.py
TEXT: Final = COLUMNS.index("text")


def _insert(columns: tuple[str, ...]) -> str:
    places = ", ?" * len(columns)
    return f"INSERT INTO entry (room, {', '.join(columns)}) VALUES (?{places}) ON CONFLICT (room, draft) DO NOTHING"  # noqa: S608


def _values(columns: tuple[str, ...]) -> Callable[[Row], tuple[Any, ...]]:
    """Returns a function that takes the values of these columns from a row; a tuple even for one column."""
    places = [COLUMNS.index(column) for column in columns]
    return itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))


_INSERT: Final = {kind: (name, _insert((*_COMMON, *_OWN[name]))) for name, kind in _KINDS.items()}
_ENTRY: Final = {name: (kind, _values(_OWN[name])) for name, kind in _KINDS.items()}


def insert(database: sqlite3.Connection, room: int, entry: Entry, at: int) -> bool:
    """Inserts the entry, unless the room has one with this draft id. Returns whether it was inserted."""
    name, statement = _INSERT[type(entry)]
    author = entry.author
    row = (room, name, entry.seq, entry.draft, author.id, author.name, at, *astuple(entry)[_SHARED:])
    return database.execute(statement, row).rowcount == 1


def entry_of(row: Row) -> Entry:
    """Makes the entry of a row. Raises sqlite3.DatabaseError for a row that Hubbub did not write."""
    try:
        kind, own = _ENTRY[row[0]]
        entry: Entry = kind(row[1], row[2], Person(row[3], row[4]), rfc3339(row[5]), *own(row))
    except (KeyError, OverflowError):
        raise sqlite3.DatabaseError("an entry of an unknown kind or an impossible time") from None
    return entry
