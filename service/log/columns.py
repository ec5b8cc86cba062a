"""Entries as rows of a table with a column for each field. The columns are derived from the structs in protocol.py, at import."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from types import NoneType
from typing import Any, Final, get_args, get_type_hints

from service.protocol import CurrentMessage, Entry, EntryFields, Message, Person, Reactions, rfc3339

Row = Sequence[Any]

KINDS: Final[dict[str, type[Entry]]] = {kind.__struct_config__.tag: kind for kind in get_args(Entry)}
SHARED: Final = len(EntryFields.__struct_fields__)
OWN: Final = {name: kind.__struct_fields__[SHARED:] for name, kind in KINDS.items()}
"""The fields that only some kinds of entries have. Each is a column of the same name."""


def type_of(kind: type[EntryFields], field: str) -> tuple[type, bool]:
    """Returns the type of the field's values in the log, and whether the field may also be None."""
    annotation = get_type_hints(kind)[field]
    types = set(get_args(annotation) or (annotation,))
    plain = types - {NoneType}
    if len(plain) != 1 or not plain <= {str, int, bool}:
        raise TypeError(
            f"{kind.__name__}.{field} must be a str, an int or a bool, or one of them or None: the log has columns for these"
        )
    return plain.pop(), NoneType in types


COMMON: Final[dict[str, type]] = {"kind": str, "seq": int, "draft": str, "person": str, "name": str, "at": int}
TYPES: Final = COMMON | {field: type_of(KINDS[name], field)[0] for name, own in OWN.items() for field in own}
"""The columns of an entry, with the types of their values. `at` is the time in milliseconds since 1970."""

COLUMNS: Final = tuple(TYPES)
SEQ, NAME, TEXT = (COLUMNS.index(column) for column in ("seq", "name", "text"))
EDITED: Final = len(COLUMNS)
"""Place of `edited` in a row of SELECTED_MESSAGES: after COLUMNS, which lack it because no entry has this field."""

CURRENT_TEXT: Final = """
    CASE kind WHEN 'edit' THEN coalesce((
        SELECT text FROM entry AS changed WHERE changed.room = entry.room AND changed.seq = entry.message
    ), '') ELSE text END AS text"""
"""An edit is read with the text in the row of its message. Its own row has no text, so that a removed text is in no row."""


class UnreadableRow(Exception):
    """A row that Hubbub did not write: it has an unknown kind or an impossible time."""


def quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


SELECTED: Final = quoted(COLUMNS).replace('"text"', CURRENT_TEXT)
"""The columns that `entry_of` needs, for a SELECT from the table `entry`."""

SELECTED_MESSAGES: Final = f"{quoted(COLUMNS)}, edited"
"""The columns that `current_message_of` needs, for a SELECT from the table `entry`."""


def _values(kind: type[Entry]) -> Callable[[Row], Sequence[Any]]:
    """Returns a function that takes the values of this kind's own fields from a row. SQLite has no booleans: it gives 0 and 1."""
    own = kind.__struct_fields__[SHARED:]
    places = [COLUMNS.index(field) for field in own]
    first = places[0] if places else 0
    take = itemgetter(*places) if len(places) > 1 else itemgetter(slice(first, first + len(places)))
    types = enumerate(type_of(kind, field) for field in own)
    booleans = [(place, may_be_none) for place, (plain, may_be_none) in types if plain is bool]

    def take_with_booleans(row: Row) -> Sequence[Any]:
        values = list(take(row))
        for place, may_be_none in booleans:
            if not (may_be_none and values[place] is None):
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
