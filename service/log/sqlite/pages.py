"""Reads pages of a room and the heads of rooms. A page has entries as `Log.read` gives them, or messages as they are now.

Call each function in a transaction, so that all its statements see the log at one moment.
"""

import sqlite3
from collections.abc import Iterable
from itertools import islice
from typing import Final

from service.log.columns import SEQ, Row, current_message_of, entry_of
from service.log.contract import MessagePage, Page
from service.log.pages import reactions_of, size_of_message, size_of_row, within_page
from service.log.sqlite.heads import FIND_ROOM
from service.log.sqlite.messageless_runs import stretches, stretches_backwards
from service.log.sqlite.rows import SELECT, SELECT_MESSAGES
from service.log.sqlite.topics import find_topic
from service.protocol import CurrentMessage

ABOVE: Final = f"{SELECT} WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?"
BELOW: Final = f"{SELECT} WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
MESSAGES_ABOVE: Final = f"{SELECT_MESSAGES} WHERE room = ? AND seq >= ? AND seq < ? AND kind = 'message' ORDER BY seq"
MESSAGES_BELOW: Final = f"{MESSAGES_ABOVE} DESC"
FLOOR: Final = "SELECT coalesce((SELECT min(seq) FROM entry WHERE room = ?), ? + 1) - 1"
REACTIONS: Final = "SELECT emoji, person FROM reaction WHERE room = ? AND message = ? ORDER BY since, seq"


def read_entries(database: sqlite3.Connection, room: str, after: int | None, before: int | None, limit: int) -> Page:
    """Reads a page as contract.Log.read does."""
    found, head, floor = find_room(database, room)
    if after is not None:
        rows = within_page(database.execute(ABOVE, (found, min(after, head), limit)), size_of_row)
    else:
        rows = within_page(database.execute(BELOW, (found, _bound(before, head), limit)), size_of_row)[::-1]
    return Page(list(map(entry_of, rows)), head, floor, find_topic(database, found))


def read_messages(
    database: sqlite3.Connection,
    room: str,
    after: int | None,
    before: int | None,
    limit: int,
    person: str | None = None,
) -> MessagePage:
    """Reads a page as contract.Log.messages does."""
    found, head, floor = find_room(database, room)
    if after is not None:
        parts = stretches(database, found, min(after, head) + 1, head + 1)
        rows = (row for part in parts for row in database.execute(MESSAGES_ABOVE, (found, *part)))
        return MessagePage(current_messages(database, found, islice(rows, limit), person), head, floor)
    parts = stretches_backwards(database, found, floor + 1, _bound(before, head))
    rows = (row for part in parts for row in database.execute(MESSAGES_BELOW, (found, *part)))
    return MessagePage(current_messages(database, found, islice(rows, limit), person)[::-1], head, floor)


def read_heads(database: sqlite3.Connection, rooms: Iterable[str]) -> dict[str, int]:
    """Reads heads as contract.Log.heads does."""
    found = ((room, database.execute(FIND_ROOM, (room,)).fetchone()) for room in rooms)
    return {room: 0 if row is None else row[1] for room, row in found}


def find_room(database: sqlite3.Connection, room: str) -> tuple[int, int, int]:
    """Returns the id, the head and the floor of the room; three zeros if it never had an entry."""
    found = database.execute(FIND_ROOM, (room,)).fetchone()
    if found is None:
        return 0, 0, 0
    room_id, head, _ = found
    return room_id, head, database.execute(FLOOR, (room_id, head)).fetchone()[0]


def current_messages(
    database: sqlite3.Connection, room: int, rows: Iterable[Row], person: str | None
) -> list[CurrentMessage]:
    """Makes the messages of rows of `SELECT_MESSAGES`, in their order, up to the one that reaches PAGE_BYTES."""
    messages = (
        current_message_of(row, reactions_of(database.execute(REACTIONS, (room, row[SEQ])), person)) for row in rows
    )
    return within_page(messages, size_of_message)


def _bound(before: int | None, head: int) -> int:
    return head + 1 if before is None else min(before, head + 1)
