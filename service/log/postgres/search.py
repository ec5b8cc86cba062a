"""Searches the messages of a room, newest first: reads the newest ones, and looks for older ones in the index of terms."""

import time
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from service.log.columns import NAME, SELECTED_MESSAGES, SEQ, TEXT
from service.log.contract import PAGE_BYTES, SearchPage
from service.log.pages import size_of_message
from service.log.postgres.appends import ROOM
from service.log.postgres.connection import Connection
from service.log.postgres.pages import REACTIONS, current_message
from service.protocol import CurrentMessage
from service.text.search_query import Query

SEARCH_SECONDS: Final = 0.5
"""Time after which a search ends with what it found. The next page goes on where it ended."""

READ_FIRST: Final = 2_048
"""Messages that each page compares one by one before it uses the index. A common word is found among them, whereas the index
would first have to find every message with the word."""

CHUNK: Final = 256
"""Messages that one statement reads."""

PREFIXES_LIMIT: Final = 8
"""Most prefixes of a query that are looked up in the index. Each message that they find is compared with the whole query."""

FIND_ROOM: Final = "SELECT head, floor FROM room WHERE name = $1"
FIND_TIME: Final = "SELECT at FROM entry WHERE room = $1 AND seq = $2"
NEWEST: Final = f"""
    SELECT page.*, {REACTIONS} FROM (
        SELECT {SELECTED_MESSAGES}, room FROM entry
        WHERE room = $1 AND seq < $2 AND kind = 'message' AND NOT deleted ORDER BY seq DESC LIMIT $3
    ) AS page ORDER BY seq DESC"""  # noqa: S608 - the columns are names in protocol.py
INDEXED: Final = f"""
    WITH found AS MATERIALIZED (SELECT seq FROM entry WHERE terms @@ $4::text::tsquery AND room = $1 AND seq < $2)
    SELECT page.*, {REACTIONS} FROM (
        SELECT {SELECTED_MESSAGES}, room FROM entry
        WHERE room = $1 AND seq IN (SELECT seq FROM found ORDER BY seq DESC LIMIT $3) AND kind = 'message' AND NOT deleted
    ) AS page ORDER BY seq DESC"""  # noqa: S608
"""Without MATERIALIZED, PostgreSQL might read the messages one by one, the newest first, until enough have the terms."""


async def search(
    connection: Connection,
    room: str,
    query: Query,
    before: int | None,
    limit: int,
    person: str | None,
    ticks: Callable[[], float] = time.monotonic,
) -> SearchPage:
    """Searches as contract.Log.search does."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return await _search(connection, room, query, before, limit, person, ticks)


async def _search(
    connection: Connection,
    room: str,
    query: Query,
    before: int | None,
    limit: int,
    person: str | None,
    ticks: Callable[[], float],
) -> SearchPage:
    found = await connection.fetchrow(FIND_ROOM, room)
    if found is None:
        return SearchPage([], 0, None)
    head, floor = found
    end = head + 1 if before is None else min(before, head + 1)
    if query.before is not None:
        end = min(end, await _first_at(connection, room, query.before, floor + 1, end))
    messages: list[CurrentMessage] = []
    size, ends_at = 0, ticks() + SEARCH_SECONDS
    async for row in _candidates(connection, room, query, end):
        if query.matches(row[TEXT], row[NAME]):
            messages.append(current_message(row, person))
            size += size_of_message(messages[-1])
        if len(messages) == limit or size >= PAGE_BYTES or ticks() >= ends_at:
            return SearchPage(messages, head, row[SEQ])
    return SearchPage(messages, head, None)


async def _first_at(connection: Connection, room: str, at: int, low: int, high: int) -> int:
    """Returns the first seq from `low` to below `high` whose entry is not before this time, or `high` if there is none.

    Times never go backwards in a room.
    """
    while low < high:
        middle = (low + high) // 2
        if await connection.fetchval(FIND_TIME, room, middle) < at:
            low = middle + 1
        else:
            high = middle
    return low


async def _candidates(connection: Connection, room: str, query: Query, end: int) -> AsyncIterator[Any]:
    """Yields the messages below `end` that may match, the newest first."""
    terms, read = _terms(room, query), 0
    while True:
        if terms is None or read < READ_FIRST:
            rows = await connection.fetch(NEWEST, room, end, CHUNK)
        else:
            rows = await connection.fetch(INDEXED, room, end, CHUNK, terms)
        for row in rows:
            yield row
        read += len(rows)
        if len(rows) < CHUNK:
            return
        end = rows[-1][SEQ]


def _terms(room: str, query: Query) -> str | None:
    """Returns the tsquery for the index; None if the query has neither words nor an author."""
    prefixes = query.prefixes()[:PREFIXES_LIMIT]
    if not prefixes:
        return None
    return " & ".join([_lexeme(ROOM + room), *(f"{_lexeme(prefix)}:*" for prefix in prefixes)])


def _lexeme(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
