"""The rooms of this node: delivers what the log appends or announces to every live connection of its room."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from service.chat.presence import Presence
from service.log import Batch, Log, Page
from service.protocol import CATCH_UP_LIMIT, FIRST_PAGE, PAGE_LIMIT, Beat, Entry, EntryFields, encode
from service.websocket.connection import Connection
from service.websocket.frames import text_frame

PACE_SHARE: Final = 3.0
"""After a delivery that took t seconds the next waits 3 t, so that delivering takes at most a quarter of the time."""

PACE_MIN_SECONDS: Final = 0.001
PACE_MAX_SECONDS: Final = 0.05

RECENT_LIMIT: Final = 512
"""Frames of a room kept in memory, so that opening the page or a short reconnect needs no read of the log."""

RECENT_BYTES: Final = 256 * 1024
"""Bytes of these frames. Bounds the memory of a room."""

PARALLEL_PAGES: Final = 8
"""Pages of lagging connections, of up to 256 KiB each, that are in memory at the same time. Without a limit 200 tabs that
joined together on a busy machine took 51 MB, because pages were read faster than they were written."""


class Rooms:
    def __init__(self, log: Log, grace_seconds: float, clock: Callable[[], float]) -> None:
        self._log, self._grace_seconds, self._clock = log, grace_seconds, clock
        self._rooms: dict[str, Room] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._page_reads = asyncio.Semaphore(PARALLEL_PAGES)

    def __contains__(self, name: str) -> bool:
        return name in self._rooms

    def __len__(self) -> int:
        return len(self._rooms)

    async def run(self) -> None:
        """Delivers what the log appends and announces, until cancelled.

        The first batch after a quiet moment is delivered at once. After a batch that took t seconds the next waits for
        `PACE_SHARE` times t, so that batches grow with the load, and most of the time is left for reading.
        """
        async for batch in self._log.live():
            began = self._clock()
            self.deliver(batch)
            await asyncio.sleep(0)  # transports write at the end of this turn of the loop, which is part of the cost
            cost = self._clock() - began
            await asyncio.sleep(min(PACE_MAX_SECONDS, max(PACE_MIN_SECONDS, PACE_SHARE * cost)))

    def deliver(self, batch: Batch) -> None:
        """Delivers the entries of each room together (`Room.deliver`), and writes the announcements before them."""
        entries: dict[str, list[Entry]] = {}
        for name, frame in ((one.room, one.frame) for one in batch if one.room in self._rooms):
            if isinstance(frame, EntryFields):
                entries.setdefault(name, []).append(frame)
            else:
                self._rooms[name].write(text_frame(encode(frame)))
        for name, appended in entries.items():
            self._rooms[name].deliver(appended)

    async def open(self, name: str) -> "Room":
        """Returns the room, ready for connections. Tabs that join together share one read of the log. Raises NotStored."""
        while name in self._opening or name not in self._rooms:
            if name not in self._opening:
                room = self._rooms[name] = Room(name, self._log, self._grace_seconds, self._page_reads)
                self._opening[name] = asyncio.create_task(self._open(room))
            await asyncio.shield(self._opening[name])
        return self._rooms[name]

    async def _open(self, room: "Room") -> None:
        """Opens the room, and removes it if that fails. No await follows, so that `open` finds it either open or removed."""
        try:
            await room.open()
        except BaseException:
            del self._rooms[room.name]
            raise
        finally:
            del self._opening[room.name]

    def tick(self, now: float) -> None:
        """Called once a second. Writes to each room which people joined and left, and drops the empty rooms."""
        for room in list(self._rooms.values()):
            if changes := room.presence.changes(now):
                room.write(text_frame(encode(changes)))
            if not room.presence.count and room.name not in self._opening:
                del self._rooms[room.name]


class Room:
    """One room: its newest entries as frames, and its live connections. Complete once `open` is done."""

    def __init__(self, name: str, log: Log, grace_seconds: float, page_reads: asyncio.Semaphore) -> None:
        self.name, self.page_reads = name, page_reads
        self.presence = Presence(grace_seconds)
        self.head = 0
        self.floor = 0
        self.live_connections: set[Connection] = set()
        """The connections that every batch is written to. All others are lagging, and read by themselves (catch_up.py)."""
        self._log = log
        self._recent: deque[bytes] = deque()
        self._recent_bytes = 0
        self._waiting: list[Entry] | None = []
        """Entries that are delivered before `open` is done; None from then on."""

    async def open(self) -> None:
        """Reads the newest entries into memory, so that tabs need no read of their own. Raises NotStored."""
        page = await self._log.read(self.name, limit=RECENT_LIMIT)
        self.head, self.floor = page.head, page.floor
        self._remember(page.entries)
        waiting, self._waiting = self._waiting or [], None
        self.deliver(waiting)

    def deliver(self, entries: list[Entry]) -> None:
        """Writes a batch to every live connection. No await here: head, recent frames and live connections change together."""
        if self._waiting is not None:
            self._waiting += entries
            return
        entries = [entry for entry in entries if entry.seq > self.head]
        if not entries:
            return
        assert entries[0].seq == self.head + 1, "the log delivered a batch with a hole"
        frames = self._remember(entries)
        self.head = entries[-1].seq
        self.write(b"".join(frames))

    def write(self, frames: bytes) -> None:
        """Makes one write for each live connection.

        A write may fill a transport's buffer, which makes its connection lagging at once: so the set is copied.
        """
        for connection in tuple(self.live_connections):
            connection.write(frames)

    def _remember(self, entries: list[Entry]) -> list[bytes]:
        frames = [text_frame(encode(entry)) for entry in entries]
        self._recent.extend(frames)
        self._recent_bytes += sum(map(len, frames))
        while len(self._recent) > RECENT_LIMIT or self._recent_bytes > RECENT_BYTES:
            self._recent_bytes -= len(self._recent.popleft())
        return frames

    def first_cursor(self, after: int | None) -> int:
        """Returns the number after which a tab receives entries. `after` is the last number that the tab has.

        This is `after` itself, or the beginning of a first page if the tab has nothing or is too far behind.
        """
        if after is None or not max(self.floor, self.head - CATCH_UP_LIMIT) <= after <= self.head:
            return max(self.floor, self.head - FIRST_PAGE)
        return after

    def recent(self, after: int) -> Iterator[bytes] | None:
        """Returns the frames of the entries above `after`, or None if not all of them are in memory."""
        missed = self.head - after
        if missed > len(self._recent):
            return None
        return islice(self._recent, len(self._recent) - missed, None)

    async def read(self, after: int) -> Page:
        """Reads a page of the entries above `after`. Raises NotStored."""
        return await self._log.read(self.name, after=after, limit=PAGE_LIMIT)

    def beat(self) -> bytes:
        return text_frame(encode(Beat(self.head)))
