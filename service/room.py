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

from service.connection import Connection
from service.frames import text_frame
from service.log import Log, NotStored, Page
from service.people import People
from service.protocol import CATCH_UP_LIMIT, FIRST_PAGE, PAGE_LIMIT, STALLED, TRY_LATER, Beat, Message, encode

RECENT_LIMIT: Final = 512
"""Frames kept at hand: who was away for a moment, or opens the page, costs no read."""

RECENT_BYTES: Final = 256 * 1024
"""The same in bytes, which is also the most that one catch-up write holds."""


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
        self._keep(page.messages)
        early, self._early = self._early or [], None
        self.deliver(early)

    def first_cursor(self, after: int | None) -> int:
        """Where a view begins that has everything up to `after`: there, or anew with a first page."""
        if after is None or not max(self.floor, self.head - CATCH_UP_LIMIT) <= after <= self.head:
            return max(self.floor, self.head - FIRST_PAGE)
        return after

    def add(self, connection: Connection, cursor: int) -> None:
        self.lagging[connection] = cursor
        self.catch_up(connection)

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
        """Writes what is at hand and makes it live, or starts to read back what is not."""
        if connection.is_paused or not connection.is_open or connection in self._reading_back:
            return
        missed = self.head - self.lagging[connection]
        if missed > len(self._recent):
            self._reading_back[connection] = asyncio.create_task(self._read_back(connection))
            return
        if missed:
            self.lagging[connection] = self.head
            connection.write(b"".join(islice(self._recent, len(self._recent) - missed, None)))
            self.catch_up(connection)  # looks again: a transport may answer `paused` within the write
            return
        del self.lagging[connection]
        self.live.add(connection)

    async def _read_back(self, connection: Connection) -> None:
        """Page by page at the reader's own pace, until the recent frames reach back far enough."""
        try:
            while self.head - self.lagging[connection] > len(self._recent):
                if connection.is_paused:
                    return
                page = await self._log.read(self.name, after=self.lagging[connection], limit=PAGE_LIMIT)
                if (floor := _floor(page)) > self.lagging[connection]:  # dropped for its age while it was on its way
                    self.floor = min(floor, self.head)  # so that coming back begins there
                    connection.let_go(STALLED, "what you missed is no longer kept")
                    return
                messages = [
                    message for message in page.messages if message.seq <= self.head
                ]  # the rest is delivered yet
                connection.write(b"".join(map(_frame, messages)))
                self.lagging[connection] = messages[-1].seq
                await asyncio.sleep(0)  # the transport writes at the end of a turn, and may pause us then
        except NotStored:
            connection.let_go(TRY_LATER, "the log cannot be read just now")
            return
        finally:
            self._reading_back.pop(connection, None)
        self.catch_up(connection)

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
    return page.messages[0].seq - 1 if page.messages else page.head


def _frame(message: Message) -> bytes:
    return text_frame(encode(message))
