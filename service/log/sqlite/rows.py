"""Entries as rows of the table `entry`. The columns are derived from the structs in protocol.py, once, at import."""

import sqlite3
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final, get_args, get_type_hints

from msgspec.structs import astuple

from service.protocol import CurrentMessage, Entry, EntryFields, Message, Person, Reactions, rfc3339

Row = tuple[Any, ...]

_KINDS: Final[dict[str, type[Entry]]] = {kind.__struct_config__.tag: kind for kind in get_args(Entry)}
_SHARED: Final = len(EntryFields.__struct_fields__)
_OWN: Final = {name: kind.__struct_fields__[_SHARED:] for name, kind in _KINDS.items()}
"""The fields that only some kinds of entries have. Each is a column of the same name."""

_COMMON: Final = ("kind", "seq", "draft", "person", "name", "at")
COLUMNS: Final = (*_COMMON, *dict.fromkeys(field for own in _OWN.values() for field in own))
SEQ, NAME, TEXT = (COLUMNS.index(column) for column in ("seq", "name", "text"))
EDITED: Final = len(COLUMNS)
"""Place of the column `edited` in the rows of `SELECT_MESSAGES`. No entry has this field."""

_CURRENT_TEXT: Final = """CASE kind WHEN 'edit' THEN coalesce((
    SELECT text FROM entry AS changed WHERE changed.room = entry.room AND changed.seq = entry.message), '') ELSE text END"""
"""The text of an edit is that of its message's row, so that a removed text is in no row."""


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


_SELECTED: Final = _quoted(COLUMNS).replace('"text"', _CURRENT_TEXT)
SELECT: Final = f"SELECT {_SELECTED} FROM entry"  # noqa: S608 - the columns are names in protocol.py
SELECT_MESSAGES: Final = f"SELECT {_quoted(COLUMNS)}, edited FROM entry"  # noqa: S608


def _insert(own: tuple[str, ...]) -> str:
    columns, places = _quoted(_COMMON + own), ", ?" * len(_COMMON + own)
    if "text" not in own:  # the column must not be NULL: version 2 of the schema
        columns, places = f"{columns}, text", f"{places}, ''"
    return f"INSERT INTO entry (room, {columns}) VALUES (?{places}) ON CONFLICT (room, draft) DO NOTHING"  # noqa: S608


def _values(kind: type[Entry]) -> Callable[[Row], Sequence[Any]]:
    """Returns a function that takes the values of this kind's own fields from a row. SQLite has no booleans: it gives 0 and 1."""
    own, types = kind.__struct_fields__[_SHARED:], get_type_hints(kind)
    places = [COLUMNS.index(field) for field in own]
    take = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
    booleans = [place for place, field in enumerate(own) if types[field] is bool]

    def take_with_booleans(row: Row) -> Sequence[Any]:
        values = list(take(row))
        for place in booleans:
            values[place] = bool(values[place])
        return values

    return take_with_booleans if booleans else take


_INSERT: Final = {kind: (name, _insert(_OWN[name])) for name, kind in _KINDS.items()}
_ENTRY: Final = {name: (kind, _values(kind)) for name, kind in _KINDS.items()}
_values_of_message: Final = _values(Message)


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
        raise _unreadable() from None
    return entry


def current_message_of(row: Row, reactions: list[Reactions]) -> CurrentMessage:
    """Makes the message of a row of `SELECT_MESSAGES`. Raises sqlite3.DatabaseError for a row that Hubbub did not write."""
    try:
        edited = None if row[EDITED] is None else rfc3339(row[EDITED])
        own = (*_values_of_message(row), edited, reactions)
        return CurrentMessage(row[1], row[2], Person(row[3], row[4]), rfc3339(row[5]), *own)
    except OverflowError:
        raise _unreadable() from None


def _unreadable() -> sqlite3.DatabaseError:
    return sqlite3.DatabaseError("an entry of an unknown kind or an impossible time")
