"""The rooms of this node (server process): delivers what the log appends or announces to the live connections of each room."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from service.chat.latest_names import LatestNames
from service.chat.other_nodes import OtherNodes
from service.chat.presence import Presence
from service.chat.recent_frames import RECENT_LIMIT, RecentFrames
from service.chat.text_changes import Changes, changes_in
from service.log import Batch, Log, NotStored, Page
from service.log.contract import NodeNews
from service.protocol import (
    CATCH_UP_LIMIT,
    FIRST_PAGE,
    PAGE_LIMIT,
    STALLED,
    Beat,
    Entry,
    EntryFields,
    Message,
    Person,
    Topic,
    encode,
)
from service.websocket.connection import Connection
from service.websocket.frames import payload_of, text_frame

PACE_SHARE: Final = 3.0
"""After a delivery that took t seconds the next waits 3 t, but at most PACE_MAX_SECONDS. So delivering takes at most a quarter of
the time, unless single deliveries take more than 17 ms."""

PACE_MIN_SECONDS: Final = 0.001
PACE_MAX_SECONDS: Final = 0.05

_MESSAGE_START: Final = b'{"type":"message"'

READ_RETRY_SECONDS: Final = 1.0
"""Time until a read of missed entries of a room is tried again. Meanwhile no entry of this room is delivered."""

FLOOR_SECONDS: Final = 60.0
"""Time between two checks of what retention dropped. A check reads the floor of each open room. Ten thousand of these reads
take 1.3 s of a processor."""

PARALLEL_PAGES: Final = 8
"""Most pages, of up to 256 KiB each, that are in memory at the same time for lagging connections. Without a limit 200 tabs that
joined together on a busy machine took 51 MB, because pages were read faster than they were written."""


class Rooms:
    def __init__(
        self,
        log: Log,
        names: LatestNames,
        hear_name: Callable[[Person], None],
        note_head: Callable[[str, int], None],
        grace_seconds: float,
        clock: Callable[[], float],
    ) -> None:
        """`hear_name` is called with each person of whom another node tells, under their latest name. These persons may have tabs
        here, too.

        `note_head` is called with the name and the head of each room with new entries, also if nobody is in it.
        """
        self._log, self._note_head, self._grace_seconds, self._clock = log, note_head, grace_seconds, clock
        self._rooms: dict[str, Room] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._page_reads = asyncio.Semaphore(PARALLEL_PAGES)
        self._others = OtherNodes(log, names, self._rooms, hear_name)

    def __contains__(self, name: str) -> bool:
        return name in self._rooms

    def __len__(self) -> int:
        return len(self._rooms)

    def presence_of(self, name: str) -> Presence | None:
        """Returns the people in the room, on any node; None if nobody is there."""
        return self._rooms[name].presence if name in self._rooms else self._others.presence_of(name)

    def rename(self, person: Person) -> None:
        """Shows a name that a person took on this node, also in rooms where they have tabs only on other nodes."""
        self._others.rename(person)

    async def run(self) -> None:
        """Delivers what the log appends and announces, until cancelled.

        The first batch after a quiet moment is delivered at once. The pause after each batch (PACE_SHARE) makes batches grow with
        the load, and leaves most of the time for reading.
        """
        self._others.start(self._clock())
        async for batch in self._log.live():
            began = self._clock()
            self.deliver(batch)
            await asyncio.sleep(0)  # transports write at the end of this turn of the loop: `cost` includes that
            cost = self._clock() - began
            await asyncio.sleep(min(PACE_MAX_SECONDS, max(PACE_MIN_SECONDS, PACE_SHARE * cost)))

    async def forget_dropped(self) -> None:
        """Forgets the entries that retention dropped, every FLOOR_SECONDS until cancelled. Retention may run on another node."""
        while True:
            await asyncio.sleep(FLOOR_SECONDS)
            for room in list(self._rooms.values()):
                with suppress(NotStored):
                    await room.forget_dropped()

    def deliver(self, batch: Batch) -> None:
        """Delivers the entries of each room together (`Room.deliver`), and writes the announcements before the entries: a
        `typing` written after its author's message would show the author as typing again."""
        entries: dict[str, list[Entry]] = {}
        for name, frame in ((one.room, one.frame) for one in batch):
            if isinstance(frame, EntryFields):
                entries.setdefault(name, []).append(frame)
            elif isinstance(frame, NodeNews):
                self._others.hear(name, frame, self._clock())
            elif name in self._rooms:
                self._rooms[name].write(text_frame(encode(frame)))
        for name, appended in entries.items():
            if name in self._rooms:
                self._rooms[name].deliver(appended)
            self._note_head(name, appended[-1].seq)

    async def open(self, name: str) -> "Room":
        """Returns the room, ready for connections. Tabs that join together share one read of the log. Raises NotStored."""
        while name in self._opening or name not in self._rooms:
            if name not in self._opening:
                room = self._rooms[name] = Room(name, self._log, self._grace_seconds, self._page_reads)
                self._others.enter_all(name, room.presence)
                self._opening[name] = asyncio.create_task(self._open(room))
            await asyncio.shield(self._opening[name])
        return self._rooms[name]

    async def _open(self, room: "Room") -> None:
        """Opens the room, and removes it if that fails. There is no await after `room.open()`, so no other task finds a room
        that is neither being opened nor open."""
        try:
            await room.open()
        except BaseException:
            del self._rooms[room.name]
            raise
        finally:
            del self._opening[room.name]

    def tick(self, now: float) -> None:
        """Called once a second. Writes to each room which people joined and left, and drops the empty rooms."""
        self._others.tick(now)
        for room in list(self._rooms.values()):
            if changes := room.presence.changes(now):
                room.write(text_frame(encode(changes)))
            self._others.tell_changes(room.name, room.presence)
            if room.presence.is_empty_here and room.name not in self._opening:
                del self._rooms[room.name]


class Room:
    """One room: its newest entries as frames, and its live connections. Complete once `open` is done."""

    def __init__(self, name: str, log: Log, grace_seconds: float, page_reads: asyncio.Semaphore) -> None:
        self.name = name
        self.presence = Presence(grace_seconds)
        self.head = 0
        self.floor = 0
        self.topic: Topic | None = None
        """The present topic; None if the room has none."""
        self.live_connections: set[Connection] = set()
        """The connections that every batch is written to. Each other connection is lagging: its Cursor reads for it
        (catch_up.py)."""
        self._log, self._page_reads = log, page_reads
        self._recent = RecentFrames()
        self._newest_messages: deque[int] = deque(maxlen=FIRST_PAGE)
        """The numbers of the newest messages. A first page begins with the first of them; other entries may be between them."""
        self._changes_of_pages: list[Changes] = []
        """For each page that is being read or written: the changes of texts that were delivered since the read began."""
        self._waiting: list[Entry] | None = []
        """Until `open` is done, and while `_read_missed` runs: the entries to deliver after that. None at other times."""
        self._missed_task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Reads the newest entries into memory, so that tabs need no read of their own. Raises NotStored."""
        page = await self._log.read(self.name, limit=RECENT_LIMIT)
        self._newest_messages.extend(await self._find_newest_messages(page))
        self.head, self.floor, self.topic = page.head, page.floor, page.topic
        self._recent.add(page.entries, changes_in(page.entries))
        waiting, self._waiting = self._waiting or [], None
        self.deliver(waiting)

    async def _find_newest_messages(self, page: Page) -> list[int]:
        """Returns the numbers of the newest messages: those in this page, and earlier ones if it has fewer than FIRST_PAGE."""
        lowest, found = page.head - PAGE_LIMIT, _messages_in(page.entries)
        while page.entries and page.entries[0].seq - 1 > max(lowest, page.floor) and len(found) < FIRST_PAGE:
            page = await self._log.read(self.name, before=page.entries[0].seq, limit=PAGE_LIMIT)
            found = _messages_in(page.entries) + found
        return found

    def deliver(self, entries: list[Entry]) -> None:
        """Writes a batch to every live connection. No await here: head, recent frames and live connections change together."""
        if self._waiting is not None:
            self._waiting += entries
            return
        entries = [entry for entry in entries if entry.seq > self.head]
        if not entries:
            return
        if entries[0].seq > self.head + 1:
            self._waiting = entries
            self._missed_task = asyncio.create_task(self._read_missed())
            return
        changes = changes_in(entries)
        for changes_of_page in self._changes_of_pages:
            changes_of_page.update(changes)
        frames = self._recent.add(entries, changes)
        messages = _messages_in(entries)
        self._newest_messages.extend(messages)
        if len(messages) < len(entries):
            self._note_topic(entries)
        self.head = entries[-1].seq
        self.write(b"".join(frames))

    async def _read_missed(self) -> None:
        """Reads entries that `live` did not give, which may happen if many nodes share the log. Later entries wait meanwhile."""
        page: Page | None = None
        while page is None:
            try:
                page = await self._log.read(self.name, after=self.head, limit=PAGE_LIMIT)
            except NotStored:
                await asyncio.sleep(READ_RETRY_SECONDS)
        waiting, self._waiting = self._waiting or [], None
        if (floor := page.entries[0].seq - 1 if page.entries else page.head) > self.head:  # retention dropped some
            self.head = self.floor = floor
            self._recent = RecentFrames()
            for connection in tuple(self.live_connections):
                connection.close(STALLED, "missed messages were deleted for their age")
        self.deliver(page.entries)
        self.deliver(waiting)

    async def forget_dropped(self) -> None:
        """Forgets the entries that retention dropped. Raises NotStored."""
        floor = (await self._log.read(self.name, after=0, limit=1)).floor
        if self.floor < floor <= self.head:
            self.floor = floor
            self._recent.keep_newest(self.head - floor)

    def _note_topic(self, entries: list[Entry]) -> None:
        for entry in entries:
            if isinstance(entry, Topic):
                self.topic = entry if entry.text else None

    def write(self, frames: bytes) -> None:
        """Makes one write for each live connection.

        A write may fill a transport's buffer, which makes its connection lagging at once: so the set is copied.
        """
        for connection in tuple(self.live_connections):
            connection.write(frames)

    def first_cursor(self, after: int | None) -> int:
        """Returns the number after which a tab receives entries. This is `after`, the last number that the tab has. If it has
        none, is too far behind or is above the head, this is the number before a first page.
        """
        if after is None or not max(self.floor, self.head - CATCH_UP_LIMIT) <= after <= self.head:
            newest = self._newest_messages
            first_message = newest[0] if len(newest) == FIRST_PAGE else 1
            return max(self.floor, self.head - PAGE_LIMIT, first_message - 1)
        return after

    def recent(self, after: int) -> Iterator[bytes] | None:
        """Returns the frames of the entries above `after`, or None if not all of them are in memory."""
        return self._recent.newest(self.head - after)

    def is_change(self, seq: int) -> bool:
        """Whether this entry is in memory and is not a message."""
        frame = next(self.recent(seq - 1) or iter(()), None) if seq <= self.head else None
        return frame is not None and not payload_of(frame).startswith(_MESSAGE_START)

    @asynccontextmanager
    async def page(self, after: int) -> AsyncIterator[tuple[Page, Changes]]:
        """Reads a page of the entries above `after`, to be written within the `async with` block. Raises NotStored.

        Yields the page and the changes of texts that were delivered since the read began. Until the block ends, each change that
        is delivered is added to them.
        """
        changes: Changes = {}
        async with self._page_reads:
            self._changes_of_pages.append(changes)
            try:
                yield await self._log.read(self.name, after=after, limit=PAGE_LIMIT), changes
            finally:
                self._changes_of_pages = [one for one in self._changes_of_pages if one is not changes]

    def beat(self) -> bytes:
        return text_frame(encode(Beat(self.head)))


def _messages_in(entries: list[Entry]) -> list[int]:
    return [entry.seq for entry in entries if type(entry) is Message]
