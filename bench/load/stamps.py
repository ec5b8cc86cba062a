"""Stamps: each message carries its number, so that a reader can count messages without parsing frames. Pure."""

import re
from typing import Final

MARK: Final = b"~" * 12
"""Precedes the number, once in each message. Long and rare, so that the search skips most bytes."""

DIGITS: Final = 10
_STAMP: Final = re.compile(MARK + rb"(\d{%d})" % DIGITS)


def stamp(number: int) -> str:
    """Part of the message's text."""
    return f"{MARK.decode()}{number:0{DIGITS}d}"


class StampCounter:
    """Counts the stamps, or another mark, in a stream of chunks, wherever the stream is split."""

    __slots__ = ("_mark", "_tail", "count")

    def __init__(self, mark: bytes = MARK) -> None:
        self.count, self._mark, self._tail = 0, mark, b""

    def feed(self, chunk: bytes) -> int:
        """Returns the number of stamps whose mark ends in this chunk."""
        data = self._tail + chunk
        found = data.count(self._mark)
        self._tail = data[1 - len(self._mark) :]
        self.count += found
        return found


class StampReader:
    """Reads the numbers of the stamps in a stream of chunks."""

    __slots__ = ("_tail",)

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, chunk: bytes) -> list[int]:
        """Returns the numbers that this chunk completes."""
        data = self._tail + chunk
        found = list(_STAMP.finditer(data))
        unread = data[found[-1].end() :] if found else data
        self._tail = unread[1 - len(MARK) - DIGITS :]
        return [int(match[1]) for match in found]
