"""A log in PostgreSQL: one connection appends, many drafts in one statement; another connection reads.

append ─▶ queue ─▶ one call of append.sql for all that wait ─▶ futures, live
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import suppress
from typing import Final, TypeVar

import structlog

from service.log.contract import Batch, Draft, MessagePage, NotStored, Page, RoomFrame, SearchPage
from service.log.postgres.address import Address
from service.log.postgres.appends import append
from service.log.postgres.connection import Connection, Unreachable
from service.log.postgres.errors import REPEATABLE, is_defect, is_lost, reason_of, state_of
from service.log.postgres.reads import read_entries, read_heads, read_messages
from service.log.postgres.retention import Retention
from service.log.postgres.search import search
from service.log.postgres.sessions import Sessions
from service.log.postgres.startup import PROBE, prepare
from service.log.rounds import ROUND_SECONDS
from service.log.writes import COMMIT_LIMIT, COMMIT_PAUSE_SECONDS, Write, Writes, pause_after
from service.protocol import Entry
from service.text.search_query import Query

REPEATS: Final = 5
"""Further attempts of a batch that collides with those of other nodes."""

RETRY_SECONDS: Final = 0.5
"""Time between two attempts to reach the database."""

LINE_SECONDS: Final = 10.0
"""Shortest time between two log lines about a database that is not reached."""

CLOSE_SECONDS: Final = 1.0
"""Time that `close` waits for a database that does not answer. No tab has seen the drafts that still wait then."""

UNREACHABLE: Final = "the database is not reached"

_Answer = TypeVar("_Answer")

logger = structlog.get_logger("hubbub.log")


class PostgresLog:
    """Implements contract.Log. `open` makes it, on the loop that will use it."""

    epoch: str

    @classmethod
    async def open(
        cls,
        address: Address,
        *,
        retention_days: float = 0,
        edit_hours: float | None = 24,
        clock: Callable[[], float] | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> "PostgresLog":
        """Waits until the database is reached, and prepares it. Raises LogUnusable if waiting repairs nothing.

        Without `clock` all times are those of the database's server, so that all nodes have one clock.
        """
        log = cls(address, retention_days, edit_hours, clock, ticks)
        await log._start()
        return log

    def __init__(
        self,
        address: Address,
        retention_days: float,
        edit_hours: float | None,
        clock: Callable[[], float] | None,
        ticks: Callable[[], float],
    ) -> None:
        self._address, self._edit_hours, self._clock, self._ticks = address, edit_hours, clock, ticks
        self._retention_days = retention_days
        self._writes = Writes()
        self._queue: deque[Write] = deque()
        self._has_queued, self._is_idle = asyncio.Event(), asyncio.Event()
        self._sessions: Sessions | None = None
        self._reading = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._line_at = 0.0

    async def _start(self) -> None:
        self._sessions = await self._open_sessions(prepare)
        self.epoch = self._sessions.epoch
        self._retention = Retention(self._retention_days, await self._now(self._sessions), self._ticks)
        self._tasks = [asyncio.create_task(self._run_writer()), asyncio.create_task(self._keep_sessions())]

    # The sessions.

    async def _keep_sessions(self) -> None:
        """Opens new sessions whenever one of the present ones is lost."""
        while True:
            assert self._sessions is not None
            await self._sessions.lost.wait()
            logger.error("database_lost", log=str(self._address))
            self._sessions.terminate()
            self._sessions = None
            self._sessions = await self._open_sessions()
            logger.info("database_reached", log=str(self._address))

    async def _open_sessions(self, first: Callable[[Address], Awaitable[None]] | None = None) -> Sessions:
        """Tries until it succeeds. Raises LogUnusable."""
        while True:
            try:
                if first is not None:
                    await first(self._address)
                return await Sessions.open(self._address)
            except Unreachable as error:
                self._report_unreachable(str(error))
            await asyncio.sleep(RETRY_SECONDS)

    def _report_unreachable(self, reason: str) -> None:
        if (now := time.monotonic()) >= self._line_at:
            self._line_at = now + LINE_SECONDS
            logger.error("database_not_reached", log=str(self._address), fault=reason)

    async def _now(self, sessions: Sessions) -> float:
        if self._clock is not None:
            return self._clock()
        return float(await sessions.append.fetchval("SELECT extract(epoch FROM clock_timestamp())"))

    # Appending.

    def append(self, draft: Draft) -> "asyncio.Future[Entry]":
        """Queues the draft for `_run_writer`, which appends it together with all others that wait."""
        return self._queue_write(draft)

    async def check(self) -> None:
        await self._queue_write(None)

    def _queue_write(self, draft: Draft | None) -> "asyncio.Future[Entry]":
        write = self._writes.begin(draft)
        if write.future.done():
            return write.future
        if self._sessions is None:
            self._writes.settle([write], UNREACHABLE)
        else:
            self._queue.append(write)
            self._has_queued.set()
        return write.future

    async def _run_writer(self) -> None:
        while True:
            writes = await self._next_writes()
            if writes:
                await self._store(writes)
            await self._clean_up()
            if writes:
                await asyncio.sleep(pause_after(len(writes)))

    async def _next_writes(self) -> list[Write]:
        """Waits for one write and returns all that wait by then; none if it is time to drop old entries."""
        if not self._queue:
            self._is_idle.set()
            self._has_queued.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(COMMIT_PAUSE_SECONDS if self._retention.is_in_round else ROUND_SECONDS):
                    await self._has_queued.wait()
        self._is_idle.clear()
        return [self._queue.popleft() for _ in range(min(COMMIT_LIMIT, len(self._queue)))]

    async def _store(self, writes: list[Write]) -> None:
        """Stores all writes in one statement; after a defect one by one, so that only the draft that causes it is refused."""
        error = await self._try_append(writes)
        if error is not None and is_defect(error):
            logger.error("append_failed", fault=reason_of(error), state=state_of(error))
            if len(writes) > 1:
                for write in writes:
                    self._settle([write], await self._try_append([write]))
                return
        self._settle(writes, error)

    def _settle(self, writes: list[Write], error: Exception | None) -> None:
        self._writes.settle(writes, None if error is None else reason_of(error))

    async def _try_append(self, writes: list[Write]) -> Exception | None:
        """Returns the error if the drafts may not be stored. It is safe to append them again."""
        for attempt in range(1 + REPEATS):
            if self._sessions is None:
                return Unreachable(UNREACHABLE)
            sessions = self._sessions
            try:
                await self._append(sessions.append, writes)
            except Exception as error:  # noqa: BLE001 - `_store` logs it
                if is_lost(error):
                    sessions.lost.set()
                if state_of(error) not in REPEATABLE or attempt == REPEATS:
                    return error
            else:
                return None
        return None

    async def _append(self, connection: Connection, writes: list[Write]) -> None:
        if any(write.draft is None for write in writes):
            await connection.execute(PROBE)
        drafts = [write for write in writes if write.draft is not None]
        if drafts:
            now = None if self._clock is None else int(self._clock() * 1000)
            await append(connection, drafts, now, self._edit_hours)

    async def _clean_up(self) -> None:
        """Drops one slice of old entries if it is time. The writer continues after any error."""
        if not self._retention.is_due or (sessions := self._sessions) is None:
            return
        try:
            await self._retention.drop_slice(sessions.append, await self._now(sessions))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
            if is_defect(error):
                logger.error("retention_failed", fault=reason_of(error), state=state_of(error))
            self._retention.end_round()

    # Reading.

    def live(self) -> AsyncIterator[Batch]:
        """`Rooms.run` of chat/room.py reads the batches."""
        return self._writes.live()

    def announce(self, announcement: RoomFrame) -> None:
        self._writes.announce(announcement)

    async def read(self, room: str, *, after: int | None = None, before: int | None = None, limit: int) -> Page:
        return await self._ask(room, lambda connection: read_entries(connection, room, after, before, limit))

    async def heads(self, rooms: Collection[str]) -> dict[str, int]:
        return await self._ask(f"{len(rooms)} rooms", lambda connection: read_heads(connection, rooms))

    async def messages(
        self, room: str, *, after: int | None = None, before: int | None = None, limit: int, person: str | None = None
    ) -> MessagePage:
        return await self._ask(room, lambda connection: read_messages(connection, room, after, before, limit, person))

    async def search(
        self, room: str, query: Query, *, before: int | None = None, limit: int, person: str | None = None
    ) -> SearchPage:
        return await self._ask(room, lambda connection: search(connection, room, query, before, limit, person))

    async def _ask(self, room: str, question: Callable[[Connection], Awaitable[_Answer]]) -> _Answer:
        """Asks one question after another. A caller that is cancelled cancels no statement: that takes the server."""
        return await asyncio.shield(asyncio.create_task(self._answer(room, question)))

    async def _answer(self, room: str, question: Callable[[Connection], Awaitable[_Answer]]) -> _Answer:
        async with self._reading:
            if (sessions := self._sessions) is None:
                raise NotStored(f"the log cannot be read: {UNREACHABLE}")
            try:
                return await question(sessions.read)
            except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets NotStored
                if is_lost(error):
                    sessions.lost.set()
                if is_defect(error):
                    logger.error("query_failed", room=room, fault=reason_of(error), state=state_of(error))
                raise NotStored(f"the log cannot be read: {reason_of(error)}") from None

    async def close(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._is_idle.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._clean_up()
        if self._sessions is not None:
            self._sessions.terminate()
