"""A log in PostgreSQL that any number of nodes share: many drafts in one statement; other nodes are notified after the commit.

append ─▶ queue ─▶ one call of append.sql for all that wait ─▶ futures, live
                                                            └▶ notification ─▶ other nodes read ─▶ their live
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from itertools import groupby
from typing import Final

import structlog

from service.log.contract import Batch, Draft, MessagePage, NodeNews, NotStored, Page, RoomFrame, SearchPage
from service.log.postgres.address import Address
from service.log.postgres.appends import append
from service.log.postgres.connection import Connection
from service.log.postgres.errors import DISK_FULL, REPEATABLE, STALLED, Stalled, is_defect, is_lost, reason_of, state_of
from service.log.postgres.expiring_values import PostgresValues
from service.log.postgres.node import UNREACHABLE, Node
from service.log.postgres.pages import read_entries, read_heads, read_messages
from service.log.postgres.reader import Reader
from service.log.postgres.retention import Retention
from service.log.postgres.search import search
from service.log.postgres.sessions import NOW, WORKING, Sessions
from service.log.postgres.startup import PROBE, prepare, try_space
from service.log.retention_rounds import ROUND_SECONDS
from service.log.writes import COMMIT_LIMIT, COMMIT_PAUSE_SECONDS, Write, Writes, new_frames, pause_after
from service.protocol import Entry
from service.text.search_query import Query

REPEATS: Final = 5
"""Further attempts to append a batch that collides with batches of other nodes."""

STALL_SECONDS: Final = 5.0
"""Time after which a batch that the database has not stored is refused, with all drafts that wait: the database's disk or
standby stands still, or the connection is dead. A statement that the server works on is not cancelled (see
Sessions.terminate)."""

CLOSE_SECONDS: Final = 1.0
"""Time that `close` waits for a database that does not answer. The drafts that still wait then are settled in no tab."""

logger = structlog.get_logger("hubbub.log")


class PostgresLog:
    """Implements contract.Log. `open` makes it, on the loop that will use it."""

    epoch: str
    node: str

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
        """Waits until the database is reached, and prepares it. Raises LogUnusable if waiting does not help.

        Without `clock` all times are those of the database's server, so that all nodes have one clock.
        """
        self = cls(address, edit_hours, clock)
        await self._start(retention_days, ticks)
        return self

    def __init__(self, address: Address, edit_hours: float | None, clock: Callable[[], float] | None) -> None:
        self._edit_hours, self._clock = edit_hours, clock
        self._writes = Writes()
        self._node = Node(address, self._writes)
        self._reader, self.node = Reader(self._node), self._node.id
        self.values = PostgresValues(self._reader)
        self._queue: deque[Write] = deque()
        self._has_queued, self._is_idle = asyncio.Event(), asyncio.Event()
        self._is_stalled = self._is_full = False
        self._looking: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def _start(self, retention_days: float, ticks: Callable[[], float]) -> None:
        await self._node.start(prepare)
        self.epoch = self._node.epoch
        assert self._node.sessions is not None
        self._retention = Retention(retention_days, await self._now(self._node.sessions), ticks)
        loops = (self._node.run, self._reader.run, self._reader.run_checks, self._run_writer)
        self._tasks = [asyncio.create_task(loop()) for loop in loops]

    async def _now(self, sessions: Sessions) -> float:
        if self._clock is not None:
            return self._clock()
        return float(await sessions.append.fetchval(NOW))

    @property
    def now(self) -> float:
        return self._clock() if self._clock is not None else time.monotonic() + self._node.clock_ahead

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
        if self._is_stalled or self._node.sessions is None:
            self._writes.settle([write], STALLED if self._is_stalled else UNREACHABLE)
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
        stall = asyncio.get_running_loop().call_later(STALL_SECONDS, self._refuse_all, writes)
        error = await self._try_append(writes)
        stall.cancel()
        self._is_stalled = False
        if error is not None and is_defect(error):
            logger.error("append_failed", fault=reason_of(error), state=state_of(error))
            if len(writes) > 1:
                for write in writes:
                    self._settle([write], await self._try_append([write]))
                return
        self._settle(writes, error)

    def _refuse_all(self, writes: list[Write]) -> None:
        logger.error("append_stalled", drafts=len(writes) + len(self._queue))
        self._is_stalled = True
        self._looking = asyncio.create_task(self._look_at_stall())
        self._writes.settle([*writes, *self._queue], STALLED)
        self._queue.clear()

    async def _look_at_stall(self) -> None:
        """If PostgreSQL is not working on the append, only the append's connection is dead: opens new connections."""
        if (sessions := self._node.sessions) is None:
            return
        with suppress(NotStored):
            backends = [sessions.append_backend]
            working = await self._reader.ask("", lambda connection: connection.fetch(WORKING, backends))
            if self._is_stalled and not working:
                sessions.lost.set()

    def _settle(self, writes: list[Write], error: Exception | None) -> None:
        """Delivers what was stored, also if it was refused meanwhile because the database took too long."""
        if error is None:
            for room, frames in groupby(sorted(new_frames(writes), key=_room), key=_room):
                entries: list[Entry] = [one.frame for one in frames]  # type: ignore[misc]
                self._node.positions.appended(room, entries)
                self._node.notifier.tell(room, entries[0].seq, entries[-1].seq)
        self._writes.settle(writes, None if error is None else reason_of(error))

    async def _try_append(self, writes: list[Write]) -> Exception | None:
        """Returns the error if it is not certain that the drafts are stored. It is safe to append them again."""
        for attempt in range(1 + REPEATS):
            if (sessions := self._node.sessions) is None:
                return ConnectionError()
            try:
                if not await self._node.may_append(sessions):
                    return Stalled()
                await self._append(sessions.append, writes)
            except Exception as error:  # noqa: BLE001 - `_store` logs it
                if is_lost(error):
                    self._lose(sessions)
                self._is_full |= state_of(error) == DISK_FULL
                if state_of(error) not in REPEATABLE or attempt == REPEATS:
                    return error
            else:
                return None
        return None

    def _lose(self, sessions: Sessions) -> None:
        self._node.abandon_append(sessions)
        sessions.lost.set()

    async def _append(self, connection: Connection, writes: list[Write]) -> None:
        drafts = [write for write in writes if write.draft is not None]
        if len(drafts) < len(writes):
            await connection.execute(PROBE)
            if self._is_full:
                await try_space(connection)
                self._is_full = False
        if drafts:
            now = None if self._clock is None else int(self._clock() * 1000)
            await append(connection, drafts, now, self._edit_hours)
            self._is_full = False

    async def _clean_up(self) -> None:
        """Drops one slice of old entries if it is time. The writer continues after any error."""
        if not self._retention.is_due or (sessions := self._node.sessions) is None:
            return
        try:
            if await self._node.may_append(sessions):
                await self._retention.drop_slice(sessions.append, await self._now(sessions))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
            if is_lost(error):
                self._lose(sessions)
            if is_defect(error):
                logger.error("retention_failed", fault=reason_of(error), state=state_of(error))
            self._retention.end_round()

    # Reading.

    def live(self) -> AsyncIterator[Batch]:
        """`Rooms.run` of chat/room.py reads the batches."""
        return self._writes.live()

    def announce(self, announcement: RoomFrame) -> None:
        if not isinstance(announcement.frame, NodeNews):
            self._writes.publish([announcement])
        self._node.notifier.announce(announcement)

    async def read(self, room: str, *, after: int | None = None, before: int | None = None, limit: int) -> Page:
        async def question(connection: Connection) -> Page:
            page, joins = None, self._node.positions.begin_join(room)
            try:
                page = await read_entries(connection, room, after, before, limit)
            finally:
                if joins:
                    self._node.positions.end_join(room, None if page is None else page.head)
            return page

        return await self._reader.ask(room, question)

    async def heads(self, rooms: Collection[str]) -> dict[str, int]:
        async def question(connection: Connection) -> dict[str, int]:
            positions, heads = self._node.positions.of_rooms(), dict[str, int]()
            joining = [room for room in rooms if self._node.positions.begin_join(room)]
            try:
                heads = await read_heads(connection, rooms)
            finally:
                for room in joining:
                    self._node.positions.end_join(room, heads.get(room))
            self._node.positions.check({room: positions[room] for room in heads if room in positions}, heads)
            return heads

        return await self._reader.ask(f"{len(rooms)} rooms", question)

    async def messages(
        self, room: str, *, after: int | None = None, before: int | None = None, limit: int, person: str | None = None
    ) -> MessagePage:
        return await self._reader.ask(
            room, lambda connection: read_messages(connection, room, after, before, limit, person)
        )

    async def search(
        self, room: str, query: Query, *, before: int | None = None, limit: int, person: str | None = None
    ) -> SearchPage:
        return await self._reader.ask(room, lambda connection: search(connection, room, query, before, limit, person))

    async def close(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._is_idle.wait()
                self._node.notifier.say_goodbye()
                while not self._node.notifier.is_idle:
                    await asyncio.sleep(0.005)
        tasks = self._tasks if self._looking is None else [*self._tasks, self._looking]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._node.close()


def _room(frame: RoomFrame) -> str:
    return frame.room
