"""Finds the pages of a table whose unused space is not clean, directly in SQLite's file. Never writes to it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from service.log.sqlite.wipe.disk_page import PAGE_SIZE, FilePage, Key, check_page, children, has_rest, parsed

_PAGES_LIMIT: Final = 2_000
"""Most pages that are read. Bounds the time if the pages do not form a tree."""

_HEADER: Final = re.compile(rb"SQLite format 3\0" + PAGE_SIZE.to_bytes(2) + rb"..\0.{35}" + (1).to_bytes(4), re.DOTALL)
"""The beginning of a file whose pages have PAGE_SIZE bytes, all of them used, with texts in UTF-8."""


class UnexpectedPage(Exception):
    """The file is not as expected, perhaps because another program writes to it."""


class PagesFile:
    """Keeps the file open. Closing any descriptor of a file releases all POSIX locks that this process has on it, also those of
    SQLite. So close this one last."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.is_readable = _HEADER.match(os.pread(self._file, 100, 0)) is not None

    def close(self) -> None:
        os.close(self._file)

    def pages_with_rests(self, root: int, low: Key, high: Key) -> list[FilePage]:
        """Looks at the leaf pages with the keys from `low` to `high`, and at the interior pages above them. Returns those whose
        unused space still has parts of old rows. SQLite's journal must be empty. Raises UnexpectedPage."""
        try:
            return [parsed(page) for page in self._between(root, low, high) if has_rest(page)]
        except (IndexError, ValueError, TypeError, OSError) as error:
            raise UnexpectedPage from error

    def _between(self, root: int, low: Key, high: Key) -> Iterator[bytes]:
        numbers = [root]
        for _ in range(_PAGES_LIMIT):
            if not numbers:
                return
            page = os.pread(self._file, PAGE_SIZE, (numbers.pop() - 1) * PAGE_SIZE)
            check_page(page)
            yield page
            numbers += children(page, low, high)
        raise ValueError
