"""One room on this node: its recent frames, and its connections, each of them live or lagging.

A lagging connection has a cursor of its own and pulls: from the recent frames as soon as they reach back far enough,
from the log before that. A live one's cursor is the head, and every batch is pushed to it in one write.
First page, catch-up after a drop and a slow reader's recovery are all this one road.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Final

from service.chat.people import People
from service.log import Log, NotStored, Page
from service.protocol import CATCH_UP_LIMIT, FIRST_PAGE, PAGE_LIMIT, STALLED, TRY_LATER, Beat, Message, encode
from service.websocket.connection import Connection
from service.websocket.frames import text_frame

RECENT_LIMIT: Final = 512
"""Frames kept at hand: who was away for a moment, or opens the page, costs no read."""

RECENT_BYTES: Final = 256 * 1024
"""The same in bytes."""

PIECE_BYTES: Final = 64 * 1024
"""Written at once to a connection that is behind; then it is looked at whether its line is full. A transport says so when more
than as much waits in it: so twice this and one message is the most that is held for anybody."""


class Room:
    """Made by `opened`, which reads the end of the log. All else here is synchronous, but for reading back."""

    def __init__(self, name: str, log: Log, grace_seconds: float) -> None:
        self.name = name
        self.people = People(grace_seconds)
        self.head = 0
        self.floor = 0
        self.live: set[Connection] = set()
        self.lagging: dict[Connection, int] = {}
        """Each one's cursor: the last seq that was written to it."""
        self._log = log
        self._recent: deque[bytes] = deque()
        self._recent_bytes = 0
        self._reading_back: dict[Connection, asyncio.Task[None]] = {}
        self._early: list[Message] | None = []
        """What is delivered while the end of the log is still being read."""

    async def open(self) -> None:
        """Reads the end of the log, as much as is kept at hand: who comes back after a restart needs no read of their own.

        Raises NotStored.
        """
        self._start(await self._log.read(self.name, limit=RECENT_LIMIT))

    def _start(self, page: Page) -> None:
        self.head, self.floor = page.head, page.floor
        self._keep(page.entries)
        early, self._early = self._early or [], None
        self.deliver(early)

    def first_cursor(self, after: int | None) -> int:
        """Where a view begins that has everything up to `after`: there, or anew with a first page."""
        if after is None or not max(self.floor, self.head - CATCH_UP_LIMIT) <= after <= self.head:
            return max(self.floor, self.head - FIRST_PAGE)
        return after

    def add(self, connection: Connection, cursor: int) -> None:
        """The first piece of what is at hand goes out with the welcome; once the line speaks, `catch_up` does the rest."""
        self.lagging[connection] = cursor
        if self._is_at_hand(connection):
            self._write_recent(connection)

    def remove(self, connection: Connection) -> None:
        self.live.discard(connection)
        self.lagging.pop(connection, None)
        if task := self._reading_back.pop(connection, None):
            task.cancel()

    def deliver(self, messages: list[Message]) -> None:
        """Pushes a batch to everyone live. No await here: head, recent frames and who is live change as one."""
        if self._early is not None:
            self._early += messages
            return
        messages = [message for message in messages if message.seq > self.head]
        if not messages:
            return
        assert messages[0].seq == self.head + 1, "the log handed over a batch with a hole"
        frames = self._keep(messages)
        self.head = messages[-1].seq
        self.push(b"".join(frames))

    def push(self, frames: bytes) -> None:
        """One write for everyone live. A transport may answer `paused` within, so the set is copied."""
        for connection in tuple(self.live):
            connection.write(frames)

    def pause(self, connection: Connection) -> None:
        """Its write buffer is over the limit: from here on it pulls."""
        if connection in self.live:
            self.live.remove(connection)
            self.lagging[connection] = self.head

    def catch_up(self, connection: Connection) -> None:
        """Writes what is at hand, piece by piece, and makes it live; or starts to read back what is not."""
        while not connection.is_paused and connection.is_open and connection not in self._reading_back:
            if not self._is_at_hand(connection):
                self._reading_back[connection] = asyncio.create_task(self._read_back(connection))
            elif self.lagging[connection] < self.head:
                self._write_recent(connection)
            else:
                del self.lagging[connection]
                self.live.add(connection)
                return

    def _is_at_hand(self, connection: Connection) -> bool:
        return self.head - self.lagging[connection] <= len(self._recent)

    def _write_recent(self, connection: Connection) -> None:
        missed = self.head - self.lagging[connection]
        self._write_piece(connection, islice(self._recent, len(self._recent) - missed, None))

    def _write_piece(self, connection: Connection, frames: Iterable[bytes]) -> None:
        piece, size = [], 0
        for frame in frames:
            piece.append(frame)
            size += len(frame)
            if size >= PIECE_BYTES:
                break
        self.lagging[connection] += len(piece)  # first: a transport may answer `paused` within the write
        connection.write(b"".join(piece))

    async def _read_back(self, connection: Connection) -> None:
        """Page by page at the reader's own pace, until the recent frames reach back far enough."""
        try:
            while connection.is_open and not connection.is_paused and not self._is_at_hand(connection):
                page = await self._log.read(self.name, after=self.lagging[connection], limit=PAGE_LIMIT)
                if (floor := _floor(page)) > self.lagging[connection]:  # dropped for its age while it was on its way
                    self.floor = min(floor, self.head)  # so that coming back begins there
                    connection.close(STALLED, "what you missed is no longer kept")
                    return
                await self._write_page(connection, page)
        except NotStored:
            connection.close(TRY_LATER, "the log cannot be read just now")
            return
        finally:
            self._reading_back.pop(connection, None)
        self.catch_up(connection)

    async def _write_page(self, connection: Connection, page: Page) -> None:
        """As long as the line takes it: what it does not take is read again."""
        begin = self.lagging[connection]
        next_ones = [  # what is above the head is delivered yet
            message for seq, message in enumerate(page.entries, begin + 1) if message.seq == seq <= self.head
        ]
        frames, end = map(_frame, next_ones), begin + len(next_ones)
        while self.lagging[connection] < end and not connection.is_paused:
            self._write_piece(connection, frames)
            await asyncio.sleep(0)  # the transport writes at the end of a turn, and may pause us then

    def beat(self) -> bytes:
        return text_frame(encode(Beat(self.head)))

    @property
    def is_deserted(self) -> bool:
        return not (self.live or self.lagging or self.people.count)

    def _keep(self, messages: Iterable[Message]) -> list[bytes]:
        frames = [_frame(message) for message in messages]
        self._recent.extend(frames)
        self._recent_bytes += sum(map(len, frames))
        while len(self._recent) > RECENT_LIMIT or self._recent_bytes > RECENT_BYTES:
            self._recent_bytes -= len(self._recent.popleft())
        return frames


def _floor(page: Page) -> int:
    """Where what was read begins: above the log's floor also where somebody took messages out of the middle."""
    return page.entries[0].seq - 1 if page.entries else page.head


def _frame(message: Message) -> bytes:
    return text_frame(encode(message))
