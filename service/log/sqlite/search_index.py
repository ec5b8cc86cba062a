"""Fills the index of the search after the commits: a block of entries at a time, whenever the writer has time for it.

SQLite's FTS5 would keep the words of a removed text until it has rewritten its whole index. Here the terms of a block are rows
of a table: they are deleted in the commit that removes the text, and SQLite overwrites them with zeros.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from struct import pack
from typing import Final

from service.log.sqlite.database import transaction
from service.log.sqlite.heads import ROOMS_KEPT
from service.text.search_query import AUTHOR
from service.text.search_terms import search_terms

BLOCK_ENTRIES: Final = 1_024
"""Entries in a block. With fewer the index gets larger and a search slower; with more, a draft may wait longer for the writer."""

BLOCK_CHARACTERS: Final = 65_536
"""A block ends earlier if its texts reach this many characters. Bounds the time that indexing a block takes."""

BUSY_PAUSE: Final = 400
"""While drafts come, the pause after a block is this many times as long as the block took: indexing gets 0.25 % of the time,
about 300 entries a second. When it got 3 %, a flood of drafts cost 5 % more processor time."""

IDLE_SECONDS: Final = 0.05
"""Time without drafts after which the next block is indexed. If the last block took longer, that time counts instead."""

RETRY_SECONDS: Final = 60.0
"""Time after an error until the next attempt."""

FIND_INDEXED: Final = "SELECT indexed FROM room WHERE id = ?"
FIND_STALE: Final = "SELECT room, first, last FROM search_block WHERE has_terms = 0 LIMIT 1"
FIND_BLOCK: Final = (
    "SELECT first, last, has_terms FROM search_block WHERE room = ? AND first <= ? ORDER BY first DESC LIMIT 1"
)
READ: Final = """
    SELECT seq, name, CASE WHEN kind = 'message' AND deleted IS NOT 1 THEN text END
    FROM entry WHERE room = ? AND seq >= ? ORDER BY seq LIMIT ?"""
ADD_BLOCK: Final = "INSERT OR REPLACE INTO search_block (room, first, last, has_terms) VALUES (?, ?, ?, ?)"
ADD_TERM: Final = "INSERT INTO search_term (room, block, term, places) VALUES (?, ?, ?, ?)"
SET_INDEXED: Final = "UPDATE room SET indexed = ? WHERE id = ? AND indexed < ?"
DROP_TERMS: Final = "DELETE FROM search_term WHERE room = ? AND block = ?"

_Row = tuple[int, str, str | None]


class SearchIndex:
    """Runs on the writer's thread, with its connection."""

    def __init__(self, database: sqlite3.Connection, ticks: Callable[[], float] = time.monotonic) -> None:
        self._database, self._ticks = database, ticks
        self._indexed: dict[int, int] = {}
        """By room: the last seq that is in a block."""
        self._due: dict[int, None] | None = None
        """Rooms with enough entries for a block; None until they are read from the file."""
        self._may_be_stale = True
        self._ended_at, self._took = ticks(), 0.0

    def note_head(self, room: int, head: int) -> None:
        """Remembers that the room may have enough entries for a block. Costs no query."""
        if self._due is not None and head - self._indexed.get(room, 0) >= BLOCK_ENTRIES:
            self._due[room] = None

    def forget(self, room: int, seq: int) -> None:
        """Deletes the terms of the block with this entry. Call within the transaction that changes its text."""
        found = self._database.execute(FIND_BLOCK, (room, seq)).fetchone()
        if found is None or found[1] < seq or not found[2]:
            return
        first, last, _ = found
        self._database.execute(DROP_TERMS, (room, first))
        self._database.execute(ADD_BLOCK, (room, first, last, False))
        self._may_be_stale = True

    @property
    def wait_seconds(self) -> float | None:
        """The time without drafts after which a block can be indexed; None if no block is to be indexed."""
        if self._due is not None and not self._due and not self._may_be_stale:
            return None
        return max(IDLE_SECONDS, self._took, self._ended_at - self._ticks())

    def is_due(self, *, is_idle: bool) -> bool:
        """Whether to index a block now. `is_idle`: no draft came for a while."""
        pause = 0.0 if is_idle else self._took * BUSY_PAUSE
        return self.wait_seconds is not None and self._ticks() >= self._ended_at + pause

    def index_block(self) -> None:
        """Indexes one block, or nothing if it raises sqlite3.Error."""
        began = self._ticks()
        if self._due is None:
            rooms = self._database.execute("SELECT id FROM room WHERE head - indexed >= ?", (BLOCK_ENTRIES,))
            self._due = {room: None for (room,) in rooms}
        if not self._index_stale():
            self._index_next(self._due)
        self._ended_at = self._ticks()
        self._took = self._ended_at - began

    def put_off(self) -> None:
        """Puts off the next block by RETRY_SECONDS, after an error."""
        self._ended_at, self._took = self._ticks() + RETRY_SECONDS, 0.0

    def _index_stale(self) -> bool:
        found = self._database.execute(FIND_STALE).fetchone() if self._may_be_stale else None
        if found is None:
            self._may_be_stale = False
            return False
        room, first, last = found
        rows = _within_block(self._database.execute(READ, (room, first, last - first + 1)))
        end = rows[-1][0] if rows else last
        self._add(room, first, end, rows)
        return True

    def _index_next(self, due: dict[int, None]) -> None:
        room = next(iter(due), None)
        if room is None:
            return
        indexed = self._database.execute(FIND_INDEXED, (room,)).fetchone()[0]
        found = self._database.execute(READ, (room, indexed + 1, BLOCK_ENTRIES)).fetchall()
        rows = _within_block(found)
        if len(found) < BLOCK_ENTRIES:
            del due[room]
        else:
            indexed = rows[-1][0]
            self._add(room, rows[0][0], indexed, rows)
        if len(self._indexed) >= ROOMS_KEPT:
            self._indexed.clear()
        self._indexed[room] = indexed

    def _add(self, room: int, first: int, last: int, rows: Sequence[_Row]) -> None:
        terms = _terms_of(rows, first)
        with transaction(self._database):
            self._split(room, first, last)
            self._database.execute(ADD_BLOCK, (room, first, last, True))
            self._database.executemany(ADD_TERM, ((room, first, term, places) for term, places in terms))
            self._database.execute(SET_INDEXED, (last, room, last))

    def _split(self, room: int, first: int, last: int) -> None:
        """If edits made the texts of a block too long for one, the rest becomes another block."""
        found = self._database.execute(FIND_BLOCK, (room, first)).fetchone()
        if found is not None and found[0] == first and last < found[1]:
            self._database.execute(ADD_BLOCK, (room, last + 1, found[1], False))


def _within_block(rows: Iterable[_Row]) -> list[_Row]:
    """Returns the rows up to the one that reaches BLOCK_CHARACTERS."""
    block, size = [], 0
    for row in rows:
        block.append(row)
        size += len(row[2] or "")
        if size >= BLOCK_CHARACTERS:
            break
    return block


def _terms_of(rows: Iterable[_Row], first: int) -> list[tuple[str, bytes]]:
    """Returns each term with its places, in the order of the table."""
    found: dict[str, list[int]] = {}
    for seq, name, text in rows:
        if text is None:
            continue
        for term in search_terms(text):
            found.setdefault(term, []).append(seq - first)
        for term in search_terms(name):
            found.setdefault(AUTHOR + term, []).append(seq - first)
    return [(term, pack(f"<{len(places)}H", *places)) for term, places in sorted(found.items())]
