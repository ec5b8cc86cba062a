"""Entries as rows of a table with a column for each field. The columns are derived from the structs in protocol.py, at import."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final, get_args, get_type_hints

from service.protocol import CurrentMessage, Entry, EntryFields, Message, Person, Reactions, rfc3339

Row = Sequence[Any]

KINDS: Final[dict[str, type[Entry]]] = {kind.__struct_config__.tag: kind for kind in get_args(Entry)}
SHARED: Final = len(EntryFields.__struct_fields__)
OWN: Final = {name: kind.__struct_fields__[SHARED:] for name, kind in KINDS.items()}
"""The fields that only some kinds of entries have. Each is a column of the same name."""

COMMON: Final = ("kind", "seq", "draft", "person", "name", "at")
COLUMNS: Final = (*COMMON, *dict.fromkeys(field for own in OWN.values() for field in own))
SEQ, NAME, TEXT = (COLUMNS.index(column) for column in ("seq", "name", "text"))
EDITED: Final = len(COLUMNS)
"""Place of the column `edited` in the rows of messages. No entry has this field."""

CURRENT_TEXT: Final = """
    CASE kind WHEN 'edit' THEN coalesce((
        SELECT text FROM entry AS changed WHERE changed.room = entry.room AND changed.seq = entry.message
    ), '') ELSE text END AS text"""
"""The text of an edit is that of its message's row, so that a removed text is in no row."""


class UnreadableRow(Exception):
    """A row that Hubbub did not write: an entry of an unknown kind or an impossible time."""


def quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


SELECTED: Final = quoted(COLUMNS).replace('"text"', CURRENT_TEXT)
"""What a SELECT from the table `entry` takes for `entry_of`."""

SELECTED_MESSAGES: Final = f"{quoted(COLUMNS)}, edited"
"""What a SELECT from the table `entry` takes for `current_message_of`."""


def _values(kind: type[Entry]) -> Callable[[Row], Sequence[Any]]:
    """Returns a function that takes the values of this kind's own fields from a row. SQLite has no booleans: it gives 0 and 1."""
    own, types = kind.__struct_fields__[SHARED:], get_type_hints(kind)
    places = [COLUMNS.index(field) for field in own]
    take = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
    booleans = [place for place, field in enumerate(own) if types[field] is bool]

    def take_with_booleans(row: Row) -> Sequence[Any]:
        values = list(take(row))
        for place in booleans:
            values[place] = bool(values[place])
        return values

    return take_with_booleans if booleans else take


_ENTRY: Final = {name: (kind, _values(kind)) for name, kind in KINDS.items()}
_values_of_message: Final = _values(Message)


def entry_of(row: Row) -> Entry:
    """Makes the entry of a row. Raises UnreadableRow."""
    try:
        kind, own = _ENTRY[row[0]]
        entry: Entry = kind(row[1], row[2], Person(row[3], row[4]), rfc3339(row[5]), *own(row))
    except (KeyError, OverflowError):
        raise UnreadableRow("an entry of an unknown kind or an impossible time") from None
    return entry


def current_message_of(row: Row, reactions: list[Reactions]) -> CurrentMessage:
    """Makes the message of a row of SELECTED_MESSAGES. Raises UnreadableRow."""
    try:
        edited = None if row[EDITED] is None else rfc3339(row[EDITED])
        own = (*_values_of_message(row), edited, reactions)
        return CurrentMessage(row[1], row[2], Person(row[3], row[4]), rfc3339(row[5]), *own)
    except OverflowError:
        raise UnreadableRow("an impossible time") from None
