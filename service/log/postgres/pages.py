"""Reads pages of a room: its entries as `Log.read` gives them, or its messages as they are now. Each read is one statement."""

from collections.abc import Collection, Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from service.log.columns import COLUMNS, SELECTED, SELECTED_MESSAGES, current_message_of, entry_of, quoted
from service.log.contract import PAGE_BYTES, MessagePage, Page
from service.log.pages import reactions_of, size_of_message, within_page
from service.log.postgres.connection import Connection
from service.protocol import CurrentMessage, Person, Topic, rfc3339

LAST_SEQ: Final = 2**53
"""Above the number of every entry."""

REACTIONS: Final = """
    (SELECT array_agg(emoji ORDER BY since, seq) FROM reaction WHERE reaction.room = page.room AND message = page.seq) AS emojis,
    (SELECT array_agg(person ORDER BY since, seq) FROM reaction WHERE reaction.room = page.room AND message = page.seq) AS ids"""


def _page(selected: str, columns: str, more: str, condition: str, order: str) -> str:
    """Returns a statement for a page: a row for each entry, with the room's head, floor and topic. If no entry fits the
    condition, there is one row without an entry."""
    return f"""
        SELECT {columns}, room.head, room.floor, topic{more}
        FROM room LEFT JOIN topic ON topic.room = room.name
        LEFT JOIN LATERAL ({_rows(selected, f"room = $1 AND {condition}", order, str(PAGE_BYTES))}) AS page ON true
        WHERE room.name = $1 ORDER BY seq"""  # noqa: S608 - only names in protocol.py


def _rows(selected: str, condition: str, order: str, most_bytes: str) -> str:
    """Returns a statement for at most $3 rows of one room, up to the row with which their texts reach `most_bytes` together."""
    return f"""
        SELECT * FROM (
            SELECT taken.*, sum(bytes) OVER (ORDER BY seq {order} ROWS UNBOUNDED PRECEDING) - bytes AS bytes_before
            FROM (
                SELECT {selected}, room, coalesce(octet_length(text), 0) AS bytes
                FROM entry WHERE {condition} ORDER BY seq {order} LIMIT $3
            ) AS taken
        ) AS sized WHERE bytes_before < {most_bytes}"""  # noqa: S608 - only names in protocol.py


_ENTRY: Final = quoted([f"page.{column}" for column in COLUMNS]).replace('"page.', 'page."')
_MESSAGE: Final = f"{_ENTRY}, page.edited"
ABOVE: Final = _page(SELECTED, _ENTRY, "", "seq > $2", "")
BELOW: Final = _page(SELECTED, _ENTRY, "", "seq < $2", "DESC")
ABOVE_IN_ROOMS: Final = f"""
    SELECT {_ENTRY}, found.name AS in_room, found.head, found.floor
    FROM unnest($1::text[], $2::bigint[]) AS wanted (room, after)
    JOIN LATERAL (SELECT name, head, floor FROM room WHERE name = wanted.room COLLATE "C" LIMIT 1) AS found ON true
    LEFT JOIN LATERAL ({_rows(SELECTED, "room = found.name AND seq > wanted.after", "", "$4::bigint")}) AS page ON true
    ORDER BY in_room, seq"""  # noqa: S608 - only names in protocol.py
HEADS: Final = """
    SELECT found.* FROM unnest($1::text[]) AS wanted (room)
    JOIN LATERAL (SELECT name, head FROM room WHERE name = wanted.room COLLATE "C" LIMIT 1) AS found ON true"""
MESSAGES_ABOVE: Final = _page(SELECTED_MESSAGES, _MESSAGE, f", {REACTIONS}", "seq > $2 AND kind = 'message'", "")
MESSAGES_BELOW: Final = _page(SELECTED_MESSAGES, _MESSAGE, f", {REACTIONS}", "seq < $2 AND kind = 'message'", "DESC")


async def read_entries(connection: Connection, room: str, after: int | None, before: int | None, limit: int) -> Page:
    """Reads a page as contract.Log.read does."""
    rows, head, floor, topic = await _read(connection, ABOVE, BELOW, room, after, before, limit)
    return Page(list(map(entry_of, rows)), head, floor, None if topic is None else _topic(topic))


async def read_rooms(connection: Connection, after: dict[str, int], limit: int) -> dict[str, Page]:
    """Reads the next entries of several rooms, in one statement. Each room gets the same part of `limit` and PAGE_BYTES, and
    at least one entry. The pages have no topics."""
    part = max(1, limit // len(after)), PAGE_BYTES // len(after)
    pages = {room: Page([], 0, 0, None) for room in after}
    found = await connection.fetch(ABOVE_IN_ROOMS, list(after), list(after.values()), *part)
    for room, group in groupby(found, itemgetter("in_room")):
        rows = list(group)
        entries = [entry_of(row) for row in rows if row["seq"] is not None]
        pages[room] = Page(entries, rows[0]["head"], rows[0]["floor"], None)
    return pages


async def read_messages(
    connection: Connection, room: str, after: int | None, before: int | None, limit: int, person: str | None
) -> MessagePage:
    """Reads a page as contract.Log.messages does."""
    rows, head, floor, _ = await _read(connection, MESSAGES_ABOVE, MESSAGES_BELOW, room, after, before, limit)
    if after is not None:
        return MessagePage(current_messages(rows, person), head, floor)
    return MessagePage(current_messages(reversed(rows), person)[::-1], head, floor)


async def _read(
    connection: Connection, above: str, below: str, room: str, after: int | None, before: int | None, limit: int
) -> tuple[list[Any], int, int, Any]:
    if after is not None:
        rows = await connection.fetch(above, room, min(after, LAST_SEQ), limit)
    else:
        rows = await connection.fetch(below, room, LAST_SEQ if before is None else min(before, LAST_SEQ), limit)
    if not rows:
        return [], 0, 0, None
    return [row for row in rows if row["seq"] is not None], rows[0]["head"], rows[0]["floor"], rows[0]["topic"]


def _topic(row: Any) -> Topic:
    return Topic(row["seq"], row["draft"], Person(row["person"], row["name"]), rfc3339(row["at"]), row["text"])


async def read_heads(connection: Connection, rooms: Collection[str]) -> dict[str, int]:
    """Reads heads as contract.Log.heads does."""
    found = await connection.fetch(HEADS, list(rooms))
    return dict.fromkeys(rooms, 0) | {row["name"]: row["head"] for row in found}


def current_messages(rows: Iterable[Any], person: str | None) -> list[CurrentMessage]:
    """Makes the messages of rows that have REACTIONS, in their order, up to the one that reaches PAGE_BYTES."""
    return within_page((current_message(row, person) for row in rows), size_of_message)


def current_message(row: Any, person: str | None) -> CurrentMessage:
    switched = zip(row["emojis"] or (), row["ids"] or (), strict=True)
    return current_message_of(row, reactions_of(switched, person))
