"""Calls the function of append.sql, which appends a batch of drafts in one statement, and makes entries from its result."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from msgspec.structs import asdict

from service.log.columns import SELECTED, TYPES, entry_of, quoted
from service.log.contract import Draft, Rejected
from service.log.postgres.connection import Connection
from service.log.rules import EMOJI_LIMIT, StoredMessage, rejection
from service.log.writes import Write
from service.protocol import ENTRY_OF, Edit, Message, rfc3339
from service.text.search_query import AUTHOR
from service.text.search_terms import search_terms

ROOM: Final = "/"
"""Begins the term of a message's room. No term of a text or of a name begins with it."""

FIELDS: Final = tuple(
    dict.fromkeys(field for frame in ENTRY_OF for field in frame.__struct_fields__ if field != "draft")
)
"""The fields of drafts, which become those of entries."""

SQL_TYPES: Final = {str: "text", int: "bigint", bool: "boolean"}


def sql_type(column: str) -> str:
    return SQL_TYPES[TYPES[column]]


INSERT_ADDED: Final = """INSERT INTO entry (room, seq, kind, draft, person, name, at, count, deleted, terms, {columns})
    SELECT room, seq, kind, draft, person, name, at, count, CASE kind WHEN 'message' THEN false END,
      array_to_tsvector(string_to_array(terms, ' ')), {columns}
    FROM unnest(rooms[first:place], kinds[first:place], drafts[first:place], persons[first:place], names[first:place],
        terms[first:place], seqs[first:place], ats[first:place], counts[first:place], {slices})
      AS added (room, kind, draft, person, name, terms, seq, at, count, {columns})
    WHERE seq IS NOT NULL"""


def _function() -> str:
    names = {field: f'"all_{field}"' for field in FIELDS}
    slices = ", ".join(f"{name}[first:place]" for name in names.values())
    return (
        Path(__file__)
        .with_name("append.sql")
        .read_text("utf-8")
        .format(
            arrays=", ".join(f"{name} {sql_type(field)}[]" for field, name in names.items()),
            parameters=", ".join(names.values()),
            fields=quoted(FIELDS),
            insert_added=INSERT_ADDED.format(columns=quoted(FIELDS), slices=slices),
        )
    )


FUNCTION: Final = _function()
CALL: Final = f"SELECT * FROM pg_temp.append({', '.join(f'${place}' for place in range(1, 10 + len(FIELDS)))})"  # noqa: S608
FIND_KNOWN: Final = f"""
    SELECT found.* FROM unnest($1::text[], $2::bigint[]) AS known (room, seq)
    JOIN LATERAL (
        SELECT {SELECTED}, entry.room FROM entry
        WHERE entry.room = known.room COLLATE "C" AND entry.seq = known.seq LIMIT 1
    ) AS found ON true"""  # noqa: S608 - the columns are names in protocol.py


async def append(connection: Connection, writes: Sequence[Write], now: int | None, edit_hours: float | None) -> None:
    """Appends the drafts of these writes, and sets what became of each. `now`: in ms since 1970; None for the server's time.

    When it returns, all new entries are stored. After an error it is not known which of them are.
    """
    for run in _runs(writes):
        await _append(connection, sorted(run, key=_room), now, edit_hours)


def _runs(writes: Iterable[Write]) -> Iterator[list[tuple[Write, Draft]]]:
    """Cuts the writes into runs without a repeated draft, because the first append of a draft decides what the second returns."""
    run: list[tuple[Write, Draft]] = []
    ids: set[tuple[str, str]] = set()
    for write in writes:
        if (draft := write.draft) is None:
            continue
        if (draft.room, draft.id) in ids:
            yield run
            run, ids = [], set()
        ids.add((draft.room, draft.id))
        run.append((write, draft))
    if run:
        yield run


def _room(write: tuple[Write, Draft]) -> str:
    return write[1].room


async def _append(
    connection: Connection, writes: Sequence[tuple[Write, Draft]], now: int | None, edit_hours: float | None
) -> None:
    answers = await connection.fetch(CALL, *_arguments([draft for _, draft in writes], now, edit_hours))
    known: list[tuple[Write, int]] = []
    for answer in answers:
        write, draft = writes[answer["place"] - 1]
        match answer["outcome"]:
            case "new":
                added = () if answer["count"] is None else (answer["count"],)
                write.entry, write.is_new = draft.become(answer["seq"], rfc3339(answer["at"]), *added), True
            case "known":
                known.append((write, answer["seq"]))
            case _:
                write.rejected = _rejected(draft, answer, edit_hours)
    if known:
        await _find(connection, known)


def _arguments(drafts: Sequence[Draft], now: int | None, edit_hours: float | None) -> list[Any]:
    kinds = [ENTRY_OF[type(draft.frame)] for draft in drafts]
    fields = [asdict(draft.frame) for draft in drafts]
    return [
        now,
        None if edit_hours is None else edit_hours * 3_600_000.0,
        EMOJI_LIMIT,
        [draft.room for draft in drafts],
        [kind.__struct_config__.tag for kind in kinds],
        [draft.id for draft in drafts],
        [draft.author.id for draft in drafts],
        [draft.author.name for draft in drafts],
        [_terms(kind, draft) for kind, draft in zip(kinds, drafts, strict=True)],
        *([values.get(field) for values in fields] for field in FIELDS),
    ]


def _terms(kind: type, draft: Draft) -> str | None:
    """Returns the terms of a text with spaces between them; for a new message also those of its author and its room."""
    if kind is Edit:
        return " ".join(search_terms(draft.frame.text))  # type: ignore[union-attr]
    if kind is not Message:
        return None
    return terms_of(draft.room, draft.author.name, draft.frame.text)  # type: ignore[union-attr]


def terms_of(room: str, author: str, text: str) -> str:
    """Returns the terms of a message, with spaces between them."""
    return " ".join([_terms_of_author(room, author), *search_terms(text)])


@lru_cache(maxsize=1_000)
def _terms_of_author(room: str, author: str) -> str:
    return " ".join([ROOM + room, *(AUTHOR + term for term in search_terms(author))])


def _rejected(draft: Draft, answer: Any, edit_hours: float | None) -> Rejected:
    message = None
    if answer["person"] is not None:
        message = StoredMessage(answer["person"], answer["message_at"], answer["deleted"], answer["emoji"] or ())
    rejected = rejection(draft, message, answer["at"], edit_hours)
    assert rejected is not None, "append.sql rejects what rules.py allows"
    return rejected


async def _find(connection: Connection, known: Iterable[tuple[Write, int]]) -> None:
    """Reads the entries that drafts became earlier. If retention has dropped one since, `entry` of its write stays None."""
    rooms = [write.draft.room for write, _ in known if write.draft is not None]
    rows = await connection.fetch(FIND_KNOWN, rooms, [seq for _, seq in known])
    found = {(row["room"], row["seq"]): row for row in rows}
    for write, seq in known:
        assert write.draft is not None
        if (row := found.get((write.draft.room, seq))) is not None:
            write.entry = entry_of(row)
