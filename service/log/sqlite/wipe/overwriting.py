"""Makes SQLite overwrite the unused space of a page: the page's rows grow until it is full, and then get their values back.

SQLite puts the rows that grow into the unused space, and overwrites what they free with zeros (`secure_delete`). Only SQL
statements write, in one transaction. What was read from the file decides only which rows grow, and by how much: if it was read
wrongly, at worst the space is not overwritten.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from service.log.sqlite.wipe.disk_page import LOCAL_LIMIT, PAGE_SIZE, Cell, FilePage, Key, stored_size, varint_size

READ_TEXT: Final = "SELECT text FROM entry WHERE room = ? AND seq = ?"
SET_TEXT: Final = "UPDATE entry SET text = ? WHERE room = ? AND seq = ?"
READ_PLACES: Final = "SELECT places FROM search_term WHERE room = ? AND block = ? AND term = ?"
SET_PLACES: Final = "UPDATE search_term SET places = ? WHERE room = ? AND block = ? AND term = ?"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with texts, and the column by which its rows grow."""

    name: str
    read: str
    write: str
    keys: int
    serial_type: int
    """SQLite's number for an empty value of this column; each byte adds 2."""
    filler: str | bytes


ENTRIES: Final = Table("entry", READ_TEXT, SET_TEXT, 2, 13, "0")
TERMS: Final = Table("search_term", READ_PLACES, SET_PLACES, 3, 12, b"0")


class PageFilling:
    """Used within a transaction on the writer's thread."""

    def __init__(self, database: sqlite3.Connection, table: Table, columns: int, page: FilePage) -> None:
        self._database, self._table, self._cells, self._free = database, table, page.cells, page.free_bytes
        self._old = [cell for cell in page.cells if cell.columns < columns]
        self._values: dict[Key, str | bytes] = {}
        self._sizes = {self._key(cell): cell.size for cell in page.cells}

    def fill(self, attempts: int) -> None:
        """Grows rows until the page is full, and gives them their values back. `attempts` is the number of earlier attempts:
        each attempt begins one row further than the one before."""
        if self._old:
            for cell in self._old:
                # The row is older than a column of its table. Writing the row adds the column; the next attempt knows the size.
                self._value(cell)
        else:
            for cell, limit in self._order(attempts):
                self._grow(cell, limit)
        for key, value in self._values.items():
            self._database.execute(self._table.write, (value, *key))

    def _order(self, attempts: int) -> Iterator[tuple[Cell, int]]:
        """Yields each cell twice, with the payload up to which its row grows: first all cells with 8 bytes less than LOCAL_LIMIT,
        then every second cell with LOCAL_LIMIT, then the other cells with LOCAL_LIMIT. The last 8 bytes are for a page that its
        rows cannot fill: SQLite moves a row that grows into unused space. So each row is moved twice, and overwrites more."""
        turn = attempts % max(1, len(self._cells))
        order = self._cells[turn:] + self._cells[:turn]
        yield from ((cell, LOCAL_LIMIT - 8) for cell in order)
        yield from ((cell, LOCAL_LIMIT) for cell in order[::2] + order[1::2])

    def _grow(self, cell: Cell, limit: int) -> None:
        """Grows the row in its page by as much as the page and the limit allow."""
        had = self._sizes[self._key(cell)]
        head = cell.size - stored_size(cell.payload)
        most = min(head + stored_size(limit) + (4 if cell.payload > LOCAL_LIMIT else 0), had + self._free)
        value = self._value(cell) if self._free >= 4 and most > had else None
        if value is None:
            return
        length = len(value if isinstance(value, bytes) else value.encode())
        added = (LOCAL_LIMIT - cell.payload) % (PAGE_SIZE - 4)  # the row then has its largest part in its page
        if cell.payload <= LOCAL_LIMIT:
            added -= self._payload(cell, length, added) - LOCAL_LIMIT  # the row must not get overflow pages
        while added > 0 and (size := head + stored_size(self._payload(cell, length, added))) > most:
            added -= size - most
        if added > 0 and size > had:
            filled = (value + self._table.filler * added, *self._key(cell))  # type: ignore[operator]
            self._database.execute(self._table.write, filled)
            self._sizes[self._key(cell)], self._free = size, self._free - (size - had)

    def _payload(self, cell: Cell, length: int, added: int) -> int:
        kind = self._table.serial_type
        return cell.payload + added + varint_size(kind + 2 * (length + added)) - varint_size(kind + 2 * length)

    def _key(self, cell: Cell) -> Key:
        return cell.key[: self._table.keys]

    def _value(self, cell: Cell) -> str | bytes | None:
        """Returns the value that the row had before it grew; None if another program has removed the row."""
        key = self._key(cell)
        if key not in self._values and (found := self._database.execute(self._table.read, key).fetchone()):
            self._values[key] = found[0]
        return self._values.get(key)
