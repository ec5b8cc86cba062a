"""Reads the bytes of a page of a SQLite file: its cells, its unused space, and the pages below it.

The format: sqlite.org/fileformat2.html. Only for tables without rowids, whose rows are in leaf pages and in interior pages. A row
in a page is called a cell. Bytes that are not such a page raise an IndexError, a ValueError or a TypeError, or give wrong values.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PAGE_SIZE: Final = 4_096
"""SQLite's default. Pages of another size are not read."""

LOCAL_LIMIT: Final = (PAGE_SIZE - 12) * 64 // 255 - 23
"""Bytes of the longest row that is wholly in its page. A longer one continues in overflow pages."""

_LOCAL_LEAST: Final = (PAGE_SIZE - 12) * 32 // 255 - 23
_INTERIOR, _LEAF = 2, 10
_INTEGER_BYTES: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_KEY_COLUMNS: Final = 3

_REST: Final = re.compile(rb"[^\0]{5}")
"""SQLite leaves four bytes of its own in unused space, so only a longer run of non-zero bytes can be the rest of a row."""

Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    key: Key
    columns: int
    size: int
    """The bytes that the cell takes in the page."""
    payload: int
    """Bytes of the row, also those in overflow pages."""


@dataclass(frozen=True, slots=True)
class FilePage:
    cells: list[Cell]
    free_bytes: int
    """Number of unused bytes in the page, also of those between its cells."""


def check_page(page: bytes) -> None:
    if page[0] not in (_INTERIOR, _LEAF) or 2 * _cell_count(page) > PAGE_SIZE:
        raise ValueError


def parsed(page: bytes) -> FilePage:
    cells = [_cell(page, place) for place in _places(page)]
    return FilePage(cells, PAGE_SIZE - _header(page) - sum(cell.size + 2 for cell in cells))


def has_rest(page: bytes) -> bool:
    """Whether the space between the list of cells and the cells still holds a part of a row."""
    end_of_list = _header(page) + 2 * _cell_count(page)
    return _REST.search(page, end_of_list, int.from_bytes(page[5:7])) is not None


def children(page: bytes, low: Key, high: Key) -> Iterator[int]:
    """Yields the numbers of the pages below this one that may have keys from `low` to `high`."""
    if page[0] == _INTERIOR:
        for child, first, last in _children(page, len(low)):
            if (first is None or first <= high) and (last is None or last >= low):
                yield child


def stored_size(payload: int) -> int:
    """Returns how many bytes a row with this payload takes in a leaf page."""
    return varint_size(payload) + _local(payload) + (4 if payload > LOCAL_LIMIT else 0)


def varint_size(value: int) -> int:
    return max(1, -(-value.bit_length() // 7))


def _children(page: bytes, columns: int) -> Iterator[tuple[int, Key | None, Key | None]]:
    """Yields the children of an interior page, each with the keys before and after it."""
    first: Key | None = None
    for place in _places(page):
        last = _cell(page, place).key[:columns]
        yield int.from_bytes(page[place : place + 4]), first, last
        first = last
    yield int.from_bytes(page[8:12]), first, None


def _header(page: bytes) -> int:
    return 12 if page[0] == _INTERIOR else 8


def _cell_count(page: bytes) -> int:
    return int.from_bytes(page[3:5])


def _places(page: bytes) -> Iterator[int]:
    for at in range(_header(page), _header(page) + 2 * _cell_count(page), 2):
        yield int.from_bytes(page[at : at + 2])


def _local(payload: int) -> int:
    if payload <= LOCAL_LIMIT:
        return payload
    local = _LOCAL_LEAST + (payload - _LOCAL_LEAST) % (PAGE_SIZE - 4)
    return local if local <= LOCAL_LIMIT else _LOCAL_LEAST


def _cell(page: bytes, place: int) -> Cell:
    child = 4 if page[0] == _INTERIOR else 0
    payload, record = _varint(page, place + child)
    header, at = _varint(page, record)
    end, value, columns, key = record + header, record + header, 0, []
    while at < end:
        kind, at = _varint(page, at)
        columns += 1
        if columns <= _KEY_COLUMNS:
            size = _INTEGER_BYTES[kind] if kind < len(_INTEGER_BYTES) else (kind - 12) // 2
            key.append(_value(kind, page[value : value + size]))
            value += size
    return Cell(tuple(key), columns, max(4, child + stored_size(payload)), payload)


def _value(kind: int, value: bytes) -> int | str:
    if kind >= len(_INTEGER_BYTES):
        return value.decode()
    return kind - 8 if kind >= 8 else int.from_bytes(value, signed=True)  # 8 and 9 stand for 0 and 1


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """Returns the varint at this place, and the place after it. Does not read the form with nine bytes, which no size or type
    of a row needs."""
    value = 0
    while page[at] >= 0x80:
        value, at = value << 7 | page[at] & 0x7F, at + 1
    return value << 7 | page[at], at + 1
