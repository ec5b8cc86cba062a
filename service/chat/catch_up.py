"""Catching up: a lagging connection pulls the entries above its cursor, at its own pace, until it has all and is live.

The first page, the catch-up after a reconnect and the recovery of a slow reader are this one mechanism. The newest
entries come from the memory of the room, older ones from the log.
"""

import asyncio
from collections.abc import Iterable
from typing import Final

from service.chat.room import Room
from service.chat.text_changes import Changes, with_latest_text
from service.log import NotStored, Page
from service.protocol import STALLED, TRY_LATER, encode
from service.websocket.connection import Connection
from service.websocket.frames import text_frame

PIECE_BYTES: Final = 64 * 1024
"""Bytes after which one write to a lagging connection ends. Before the next one the cursor checks whether the transport is
paused. A transport pauses above 64 KiB, so at most two pieces and one message are unsent for any connection."""


class Cursor:
    """The seq of the last entry written to a connection. While the connection is live, this is the head of its room."""

    __slots__ = ("_connection", "_read_task", "_room", "seq")

    def __init__(self, connection: Connection, room: Room, seq: int) -> None:
        self._connection, self._room = connection, room
        self.seq = seq
        """Valid only while the connection is lagging."""
        self._read_task: asyncio.Task[None] | None = None

    @property
    def is_live(self) -> bool:
        return self._connection in self._room.live_connections

    def write_first(self) -> None:
        """Writes the first piece if it is in memory, to be sent together with the welcome. `catch_up` writes the others."""
        if (frames := self._room.recent(self.seq)) is not None:
            self._write_piece(frames)

    def pause(self) -> None:
        """Makes a live connection lagging, because its write buffer is full."""
        if self.is_live:
            self._room.live_connections.remove(self._connection)
            self.seq = self._room.head

    def stop(self) -> None:
        """Ends catching up for good, because the connection is closed."""
        self._room.live_connections.discard(self._connection)
        if self._read_task is not None:
            self._read_task.cancel()

    def catch_up(self) -> None:
        """Writes entries from memory, then makes the connection live. If an entry above the cursor is no longer in memory,
        starts a task that reads from the log and then calls this again."""
        connection, room = self._connection, self._room
        while not connection.is_paused and connection.is_open and self._read_task is None:
            if (frames := room.recent(self.seq)) is None:
                self._read_task = asyncio.create_task(self._read_log())
            elif self.seq < room.head:
                self._write_piece(frames)
            else:
                room.live_connections.add(connection)
                return

    def _write_piece(self, frames: Iterable[bytes]) -> None:
        piece, size = [], 0
        for frame in frames:
            piece.append(frame)
            size += len(frame)
            if size >= PIECE_BYTES:
                break
        self.seq += len(piece)  # before the write: it may fill the transport's buffer, which calls `pause`
        self._connection.write(b"".join(piece))

    async def _read_log(self) -> None:
        """Writes page after page from the log, until all further entries are in memory."""
        connection, room = self._connection, self._room
        try:
            while connection.is_open and not connection.is_paused and room.recent(self.seq) is None:
                async with room.page(self.seq) as (page, changes):
                    if (floor := _floor(page)) > self.seq:  # retention dropped entries that were not written yet
                        room.floor = min(floor, room.head)  # so that the view begins there after the reconnect
                        connection.close(STALLED, "missed messages were deleted for their age")
                        return
                    await self._write_page(page, changes)
        except NotStored:
            connection.close(TRY_LATER, "the log cannot be read")
            return
        finally:
            self._read_task = None
        self.catch_up()

    async def _write_page(self, page: Page, changes: Changes) -> None:
        """Writes the page until the transport is paused. Entries that were not written are read again later.

        `changes` grows meanwhile: each entry is written with the text that it has by then.
        """
        begin = self.seq
        entries = [  # up to the first hole, and up to the head: what is above the head is delivered later
            entry for seq, entry in enumerate(page.entries, begin + 1) if entry.seq == seq <= self._room.head
        ]
        frames = (text_frame(encode(with_latest_text(entry, changes, page.head))) for entry in entries)
        end = begin + len(entries)
        while self.seq < end and not self._connection.is_paused:
            self._write_piece(frames)
            await asyncio.sleep(0)  # the transport writes at the end of this turn of the loop, and may pause then


def _floor(page: Page) -> int:
    """Returns the seq before the page's first entry, or the head if the page is empty. If it is above the cursor, retention or
    another program has deleted entries."""
    return page.entries[0].seq - 1 if page.entries else page.head
