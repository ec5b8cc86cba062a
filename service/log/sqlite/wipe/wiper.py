"""Wipes the copies of removed texts that SQLite leaves in its pages.

`secure_delete` makes SQLite overwrite the rows that it deletes. But when it rearranges a page, the former places of the
rows become unused space, with the old bytes still in them. If such a row is deleted later, its copy stays. So the pages around a
removed text are looked at in the file (unclean_pages.py), and SQLite is made to overwrite the unused space of those that are not
clean (overwriting.py).
"""

import sqlite3
import time
from pathlib import Path
from typing import Final

from service.log.sqlite.database import transaction
from service.log.sqlite.errors import FileState
from service.log.sqlite.search_index import BLOCK_ENTRIES
from service.log.sqlite.wipe.disk_page import FilePage, Key
from service.log.sqlite.wipe.overwriting import ENTRIES, TERMS, PageFilling, Table
from service.log.sqlite.wipe.unclean_pages import PagesFile, UnexpectedPage

NEIGHBOURS: Final = 150
"""The pages of this many rows before and after a removed text are looked at: a copy of the text is in the page of its row, or a
few pages away."""

RANGE_ENTRIES: Final = 50
"""Entries in one range. The removed texts of a range are wiped together."""

RANGES_LIMIT: Final = 10_000
"""Most ranges that may wait. Bounds memory if texts are removed faster than their copies are wiped; then copies of further texts
may stay in the file."""

ATTEMPTS_LIMIT: Final = 20
"""Most attempts at one range. Two are enough, unless the time of a step ends before all pages of the range are wiped, or a page
has very few rows."""

STEP_SECONDS: Final = 0.003
"""Time after which a step ends. Bounds how long a draft waits for it."""

FIND_TABLE: Final = "SELECT rootpage, (SELECT count(*) FROM pragma_table_info(?1)) FROM sqlite_schema WHERE name = ?1"
ENTRY_BEFORE: Final = (
    "SELECT room, seq FROM entry WHERE (room, seq) < (?, ?) ORDER BY room DESC, seq DESC LIMIT 1 OFFSET ?"
)
ENTRY_AFTER: Final = "SELECT room, seq FROM entry WHERE (room, seq) > (?, ?) ORDER BY room, seq LIMIT 1 OFFSET ?"
TERM_BEFORE: Final = """
    SELECT room, block, term FROM search_term WHERE (room, block) < (?, ?)
    ORDER BY room DESC, block DESC, term DESC LIMIT 1 OFFSET ?"""
TERM_AFTER: Final = """
    SELECT room, block, term FROM search_term WHERE (room, block) > (?, ?) ORDER BY room, block, term LIMIT 1 OFFSET ?"""

_Range = tuple[Table, int, int]
"""A table, the id of a room, and the first seq of the RANGE_ENTRIES entries among which a text was removed."""

_FIRST: Final[Key] = (0, 0, "")
_LAST: Final[Key] = (1 << 63, 0, "")


class Wiper:
    """Used on the writer's thread, with its connection."""

    def __init__(self, database: sqlite3.Connection, path: Path, file: FileState) -> None:
        self._database, self._pages, self._file = database, PagesFile(path), file
        self._due: dict[_Range, int] = {}
        """The ranges to wipe, each with the number of attempts so far."""

    @property
    def is_due(self) -> bool:
        return bool(self._due)

    def note_removal(self, room: int, seq: int) -> None:
        """Remembers a removed text. Call after the commit."""
        if self._pages.is_readable and len(self._due) < RANGES_LIMIT:
            first = seq // RANGE_ENTRIES * RANGE_ENTRIES
            self._due[ENTRIES, room, first] = self._due[TERMS, room, first] = 0

    def step(self) -> None:
        """Wipes some ranges. Those that were not clean stay due, to be looked at again. Call while the journal is empty."""
        ends_at = time.monotonic() + STEP_SECONDS
        for place in list(self._due):
            self._file.check()
            attempts = self._due.pop(place)
            try:
                if self._wipe(place, attempts, ends_at) and attempts + 1 < ATTEMPTS_LIMIT:
                    self._due[place] = attempts + 1
            except sqlite3.Error:
                self._due[place] = attempts
                raise
            except UnexpectedPage:  # gives up this range
                continue
            if time.monotonic() >= ends_at:
                break

    def close(self) -> None:
        """Call after all connections to the file are closed."""
        self._pages.close()

    def _wipe(self, place: _Range, attempts: int, ends_at: float) -> bool:
        """Returns whether a page was not clean."""
        table = place[0]
        root, columns = self._database.execute(FIND_TABLE, (table.name,)).fetchone()
        pages = self._pages.pages_with_rests(root, *self._keys(*place))
        if pages:
            turn = attempts % len(pages)
            self._fill(table, columns, pages[turn:] + pages[:turn], attempts, ends_at)
        return bool(pages)

    def _fill(self, table: Table, columns: int, pages: list[FilePage], attempts: int, ends_at: float) -> None:
        with transaction(self._database):
            for page in pages:
                PageFilling(self._database, table, columns, page).fill(attempts)
                if time.monotonic() >= ends_at:
                    break

    def _keys(self, table: Table, room: int, first: int) -> tuple[Key, Key]:
        """Returns the keys between which copies may be, also in pages of the neighbouring rooms."""
        if table is ENTRIES:
            low, high, before, after = first, first + RANGE_ENTRIES, ENTRY_BEFORE, ENTRY_AFTER
        else:
            # The block that has the entry may begin up to BLOCK_ENTRIES before it.
            low, high, before, after = first - BLOCK_ENTRIES, first + RANGE_ENTRIES, TERM_BEFORE, TERM_AFTER
        find = self._database.execute
        found_before = find(before, (room, low, NEIGHBOURS - 1)).fetchone()
        found_after = find(after, (room, high, NEIGHBOURS - 1)).fetchone()
        return found_before or _FIRST[: table.keys], found_after or _LAST[: table.keys]
