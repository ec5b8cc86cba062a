"""How a connection catches up: it pulls entries from its cursor on, at its own pace, until it has all and is live.

The first page, the catch-up after a reconnect and the recovery of a slow reader are this one mechanism. Recent entries come
from memory as soon as they reach back far enough, older ones from the log.
"""

import asyncio
from collections.abc import Iterable
from typing import Final

from service.chat.room import Room
from service.log import NotStored, Page
from service.protocol import STALLED, TRY_LATER, encode
from service.websocket.connection import Connection
from service.websocket.frames import text_frame

PIECE_BYTES: Final = 64 * 1024
"""Bytes after which one write to a lagging connection ends; then it is checked whether the transport is paused. A transport
pauses above 64 KiB, so at most two pieces and one message wait for any connection."""


class Cursor:
    """Where a connection stands in its room. While the connection is live its cursor is the head."""

    __slots__ = ("_connection", "_reading", "_room", "seq")

    def __init__(self, connection: Connection, room: Room, seq: int) -> None:
        self._connection, self._room = connection, room
        self.seq = seq
        """Of the last entry written to the connection, if it is lagging."""
        self._reading: asyncio.Task[None] | None = None

    @property
    def is_live(self) -> bool:
        return self._connection in self._room.live

    def write_first(self) -> None:
        """Writes the first piece if it is in memory: it goes out with the welcome. `catch_up` writes the others."""
        if (frames := self._room.recent(self.seq)) is not None:
            self._write_piece(frames)

    def pause(self) -> None:
        """The write buffer is full: from here on the connection is lagging."""
        if self.is_live:
            self._room.live.remove(self._connection)
            self.seq = self._room.head

    def stop(self) -> None:
        """The connection is closed."""
        self._room.live.discard(self._connection)
        if self._reading is not None:
            self._reading.cancel()

    def catch_up(self) -> None:
        """Writes what is in memory, piece by piece, and makes the connection live; or starts to read what is not."""
        connection, room = self._connection, self._room
        while not connection.is_paused and connection.is_open and self._reading is None:
            if (frames := room.recent(self.seq)) is None:
                self._reading = asyncio.create_task(self._read_log())
            elif self.seq < room.head:
                self._write_piece(frames)
            else:
                room.live.add(connection)
                return

    def _write_piece(self, frames: Iterable[bytes]) -> None:
        piece, size = [], 0
        for frame in frames:
            piece.append(frame)
            size += len(frame)
            if size >= PIECE_BYTES:
                break
        self.seq += len(piece)  # first: a transport may call `paused` within the write
        self._connection.write(b"".join(piece))

    async def _read_log(self) -> None:
        """Page by page, until the entries in memory reach back far enough."""
        connection, room = self._connection, self._room
        try:
            while connection.is_open and not connection.is_paused and room.recent(self.seq) is None:
                page = await room.read(self.seq)
                if (floor := _floor(page)) > self.seq:  # retention dropped entries that were not written yet
                    room.floor = min(floor, room.head)  # so that the view begins there after the reconnect
                    connection.close(STALLED, "what you missed is no longer kept")
                    return
                await self._write_page(page)
        except NotStored:
            connection.close(TRY_LATER, "the log cannot be read just now")
            return
        finally:
            self._reading = None
        self.catch_up()

    async def _write_page(self, page: Page) -> None:
        """Until the transport is paused: entries that are not written are read again later."""
        begin = self.seq
        entries = [  # those above the head are still to be delivered
            entry for seq, entry in enumerate(page.entries, begin + 1) if entry.seq == seq <= self._room.head
        ]
        frames, end = (text_frame(encode(entry)) for entry in entries), begin + len(entries)
        while self.seq < end and not self._connection.is_paused:
            self._write_piece(frames)
            await asyncio.sleep(0)  # the transport writes at the end of a turn, and may pause then


def _floor(page: Page) -> int:
    """What the page begins after. Above the log's floor if another program deleted entries in the middle."""
    return page.entries[0].seq - 1 if page.entries else page.head
