"""Asks questions on the reading connection, one after another, and reads what the other nodes appended.

The shared values are also written here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeVar

import structlog

from service.log.contract import NotStored, Page
from service.log.postgres.connection import Connection
from service.log.postgres.errors import is_defect, is_lost, reason_of, state_of
from service.log.postgres.node import UNREACHABLE, Node
from service.log.postgres.pages import read_heads, read_rooms

CHECK_SECONDS: Final = 2.0
"""Time between two looks at heads. They find the entries of a node that died after it appended them and before it notified the
others."""

CHECK_ROOMS: Final = 500
"""Rooms of one look, which costs the database about 2 ms. The next look takes the next rooms."""

PUMP_ROOMS: Final = 100
PUMP_ENTRIES: Final = 500
"""Most rooms that one statement reads for entries of other nodes, and most entries of these rooms together."""

RETRY_SECONDS: Final = 0.1
"""Time until a read that failed is tried again."""

ANSWER_SECONDS: Final = 10.0
"""Time for one answer. Reads, and writes of values, never wait for a standby, and only briefly for a lock: a connection that
takes longer is dead."""

_Answer = TypeVar("_Answer")

logger = structlog.get_logger("hubbub.log")


class Reader:
    def __init__(self, node: Node) -> None:
        self._node = node
        self._is_asking = asyncio.Lock()

    async def ask(self, room: str, question: Callable[[Connection], Awaitable[_Answer]]) -> _Answer:
        """Raises NotStored. If the caller is cancelled, the statement still runs to its end."""
        answer = asyncio.create_task(self._answer(room, question))
        # Marks an exception as seen, because perhaps nobody waits for it any more.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(answer)

    async def _answer(self, room: str, question: Callable[[Connection], Awaitable[_Answer]]) -> _Answer:
        async with self._is_asking:
            if (sessions := self._node.sessions) is None:
                raise NotStored(f"the log cannot be read: {UNREACHABLE}")
            overdue = asyncio.get_running_loop().call_later(ANSWER_SECONDS, sessions.lost.set)
            try:
                return await question(sessions.read)
            except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets NotStored
                if is_lost(error):
                    sessions.lost.set()
                if is_defect(error):
                    logger.error("query_failed", room=room, fault=reason_of(error), state=state_of(error))
                raise NotStored(f"the log cannot be read: {reason_of(error)}") from None
            finally:
                overdue.cancel()

    async def run(self) -> None:
        """Reads rooms that are behind, until cancelled."""
        positions = self._node.positions
        while True:
            rooms = await positions.behind(PUMP_ROOMS)
            try:
                pages = await self.ask(f"{len(rooms)} rooms", _pages_after(rooms))
            except NotStored:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            for room, after in rooms.items():
                positions.read(room, after, pages[room])

    async def run_checks(self) -> None:
        """Looks at the heads of some rooms now and then, and of all rooms after the connections were lost, until cancelled."""
        start = 0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._node.has_returned.wait()
            with suppress(NotStored):
                if self._node.has_returned.is_set():
                    start = 0
                    while await self._check(start):
                        start += CHECK_ROOMS
                    self._node.has_returned.clear()
                start = start + CHECK_ROOMS if await self._check(start) else 0
            if self._node.has_returned.is_set():
                await asyncio.sleep(RETRY_SECONDS)

    async def _check(self, start: int) -> bool:
        """Looks at the heads of CHECK_ROOMS rooms from number `start` on. Returns whether there were any."""
        positions = self._node.positions.of_rooms(start, CHECK_ROOMS)
        if positions:
            heads = await self.ask(f"{len(positions)} rooms", lambda connection: read_heads(connection, positions))
            self._node.positions.check(positions, heads)
        return bool(positions)


def _pages_after(rooms: dict[str, int]) -> Callable[[Connection], Awaitable[dict[str, Page]]]:
    return lambda connection: read_rooms(connection, rooms, PUMP_ENTRIES)
