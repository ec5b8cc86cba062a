"""Searches the messages of a room, newest first: block by block with the index, and by reading what is not indexed (yet)."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from struct import unpack
from typing import Final

from service.log.columns import NAME, SEQ, TEXT, Row
from service.log.contract import SearchPage
from service.log.sqlite.messageless_runs import stretches_backwards
from service.log.sqlite.pages import current_messages, find_room
from service.log.sqlite.rows import SELECT_MESSAGES
from service.text.search_query import Query

SEARCH_SECONDS: Final = 0.5
"""Time after which a search ends with what it found. The next page goes on where it ended."""

PREFIXES_LIMIT: Final = 8
"""Most prefixes of a query that are looked up in the index. Each message that they find is compared with the whole query."""

FOUND: Final = f"{SELECT_MESSAGES} WHERE room = ? AND seq = ? AND kind = 'message' AND deleted IS NOT 1"
BETWEEN: Final = f"""
    {SELECT_MESSAGES} WHERE room = ? AND seq >= ? AND seq < ? AND kind = 'message' AND deleted IS NOT 1 ORDER BY seq DESC"""
TIME: Final = "SELECT at FROM entry WHERE room = ? AND seq = ?"
BLOCKS: Final = """
    SELECT block.first, block.last, block.has_terms, term.places FROM search_block AS block
    LEFT JOIN search_term AS term ON term.room = block.room AND term.block = block.first AND term.term >= ?3 AND term.term < ?4
    WHERE block.room = ?1 AND block.first < ?2 ORDER BY block.first DESC"""
PLACES: Final = "SELECT places FROM search_term WHERE room = ? AND block = ? AND term >= ? AND term < ?"

_LAST: Final = "\U0010ffff"
"""Sorts after every character that a term can have."""


def search(
    database: sqlite3.Connection,
    room: str,
    query: Query,
    before: int | None,
    limit: int,
    person: str | None = None,
    ticks: Callable[[], float] = time.monotonic,
) -> SearchPage:
    """Searches as contract.Log.search does."""
    found, head, floor = find_room(database, room)
    end = head + 1 if before is None else min(before, head + 1)
    if query.before is not None:
        end = min(end, _first_at(database, found, query.before, floor + 1, end))
    searching = _Search(database, found, query, floor, ticks)
    messages = current_messages(database, found, islice(searching.rows(end), limit), person)
    return SearchPage(messages, head, searching.reached)


def _first_at(database: sqlite3.Connection, room: int, at: int, low: int, high: int) -> int:
    """Returns the first seq from `low` to below `high` whose entry is not before this time, or `high` if there is none.

    Times never go backwards in a room.
    """
    while low < high:
        middle = (low + high) // 2
        if database.execute(TIME, (room, middle)).fetchone()[0] < at:
            low = middle + 1
        else:
            high = middle
    return low


class _TimeIsUp(Exception):
    pass


class _Search:
    def __init__(
        self, database: sqlite3.Connection, room: int, query: Query, floor: int, ticks: Callable[[], float]
    ) -> None:
        self._database, self._room, self._query, self._floor = database, room, query, floor
        self._ticks, self._ends_at = ticks, ticks() + SEARCH_SECONDS
        self._prefixes = query.prefixes()[:PREFIXES_LIMIT]
        self.reached: int | None = None
        """The search has compared all messages down to this seq; None if it has compared all."""

    def rows(self, end: int) -> Iterator[Row]:
        """Yields the matching rows below `end`, the newest first, until the time is up."""
        try:
            for first, last, places in self._blocks(end) if self._prefixes else ():
                yield from self._read(last + 1, end)
                if places is None:
                    yield from self._read(first, min(end, last + 1))
                else:
                    yield from self._matching(self._found(first, places, end))
                    self._compared(first)
                end = first
            yield from self._read(self._floor + 1, end)
        except _TimeIsUp:
            return
        self.reached = None

    def _blocks(self, end: int) -> Iterator[tuple[int, int, set[int] | None]]:
        """Yields each block with the places of its messages that have all prefixes, or with None if it has no terms now."""
        prefix, *others = self._prefixes
        found = self._database.execute(BLOCKS, (self._room, end, prefix, prefix + _LAST))
        for (first, last, has_terms), rows in groupby(found, itemgetter(0, 1, 2)):
            places = _union(row[3] for row in rows if row[3] is not None)
            for other in others:
                if places:
                    query = (self._room, first, other, other + _LAST)
                    places &= _union(row[0] for row in self._database.execute(PLACES, query))
            yield first, last, places if has_terms else None

    def _found(self, first: int, places: set[int], end: int) -> Iterator[Row]:
        for place in sorted(places, reverse=True):
            if first + place < end:
                yield from self._database.execute(FOUND, (self._room, first + place))

    def _read(self, first: int, end: int) -> Iterator[Row]:
        for part in stretches_backwards(self._database, self._room, max(first, self._floor + 1), end):
            yield from self._matching(self._database.execute(BETWEEN, (self._room, *part)))

    def _matching(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if self._query.matches(row[TEXT], row[NAME]):
                self.reached = row[SEQ]
                yield row
            self._compared(row[SEQ])

    def _compared(self, seq: int) -> None:
        self.reached = seq
        if self._ticks() >= self._ends_at:
            raise _TimeIsUp


def _union(rows: Iterable[bytes]) -> set[int]:
    places: set[int] = set()
    for packed in rows:
        places.update(unpack(f"<{len(packed) // 2}H", packed))
    return places
