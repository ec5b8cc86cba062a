"""What this node has to read: the last seq that it has delivered in each room, and the highest head that it was told of. No
I/O.

A node learns heads from the others, from its own appends, and by looking at those in the database now and then. Late or repeated
news of a head only causes a read. A later look at heads replaces lost news, and corrects a position that came from forged news.
Entries are delivered in order of seq, each once.
"""

import asyncio
from collections.abc import Callable
from itertools import islice
from typing import Final

from service.log.contract import Page
from service.protocol import Entry

ROOMS_KEPT: Final = 10_000
"""Rooms whose position is kept. Bounds memory. A room that was forgotten gets a position again with its next news."""


class Positions:
    def __init__(self, deliver: Callable[[str, list[Entry]], None]) -> None:
        """`deliver` gets the next entries of a room, in order and without a hole, unless retention dropped some."""
        self._deliver = deliver
        self._positions: dict[str, int] = {}
        """The last seq that was delivered of each room, the rooms used last at the end."""
        self._heads: dict[str, int] = {}
        """The heads of the rooms of which this node has not yet delivered all entries, the room read last at the end."""
        self._joining: dict[str, int] = {}
        """The rooms that are read for the first time, with the highest head told meanwhile."""
        self._is_behind = asyncio.Event()

    async def behind(self, count: int) -> dict[str, int]:
        """Waits until rooms have entries that this node has not delivered. Returns those that have waited longest, at most
        `count`, each with the seq after which to read."""
        while not self._heads:
            self._is_behind.clear()
            await self._is_behind.wait()
        return {room: self._positions[room] for room in islice(self._heads, count)}

    def tell(self, room: str, first: int, head: int) -> None:
        """Tells that the room has entries up to `head`, of which `first` and all after it are new."""
        if room in self._joining:
            self._joining[room] = max(self._joining[room], head)
            return
        position = self._touch(room, first - 1)
        if head > position:
            self._heads[room] = max(head, self._heads.get(room, 0))
            self._is_behind.set()

    def appended(self, room: str, entries: list[Entry]) -> None:
        """Call with entries that this node appended to the room, without a gap between them. They need no read if they are the
        next ones of the room."""
        first, last = entries[0].seq, entries[-1].seq
        if room in self._joining or self._touch(room, first - 1) != first - 1:
            self.tell(room, first, last)
        else:
            self._advance(room, entries)

    def read(self, room: str, after: int, page: Page) -> None:
        """Delivers a page that was read after `after`, the position of the room then. The position may have moved on since."""
        position = self._positions.get(room, after)
        if entries := [entry for entry in page.entries if entry.seq > position]:
            self._advance(room, entries)
        elif page.head < after:
            self._go_back(room, page.head)
        elif not page.entries:
            self._heads.pop(room, None)  # the node was told of entries that are not there, or retention dropped them
            self._positions[room] = max(position, page.floor)
        elif self._heads.get(room, 0) <= position:
            self._heads.pop(room, None)

    def begin_join(self, room: str) -> bool:
        """Call before a read with which the hub may open the room. Returns whether to call `end_join` afterwards."""
        if room in self._positions or room in self._joining:
            return False
        self._joining[room] = 0
        return True

    def end_join(self, room: str, head: int | None) -> None:
        """`head` is the head that was read, or None if the read failed. The entries above it will be delivered."""
        told = self._joining.pop(room)
        if head is not None:
            self.tell(room, head + 1, max(told, head))

    def of_rooms(self, start: int = 0, count: int | None = None) -> dict[str, int]:
        """Returns some rooms with their positions, to look at their heads."""
        return dict(islice(self._positions.items(), start, None if count is None else start + count))

    def check(self, positions: dict[str, int], heads: dict[str, int]) -> None:
        """Compares `heads`, read from the database, with `positions`, which this node had before the read."""
        for room, position in positions.items():
            if heads[room] < position:
                self._go_back(room, heads[room])
            elif room in self._positions:
                self.tell(room, heads[room] + 1, heads[room])  # a room that is up to date causes no read

    def _go_back(self, room: str, head: int) -> None:
        """Corrects the position of a room of which a head was forged: heads never fall within an epoch."""
        self._positions[room] = head
        self._heads.pop(room, None)

    def _touch(self, room: str, position: int) -> int:
        position = self._positions[room] = self._positions.pop(room, position)
        if len(self._positions) > ROOMS_KEPT:
            oldest = next(iter(self._positions))
            del self._positions[oldest]
            self._heads.pop(oldest, None)
        return position

    def _advance(self, room: str, entries: list[Entry]) -> None:
        self._deliver(room, entries)
        last = self._positions[room] = entries[-1].seq
        head = self._heads.pop(room, last)
        if head > last:
            self._heads[room] = head
