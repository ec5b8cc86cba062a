"""A log in one SQLite file, for one process: one thread writes, many drafts in one commit; two others read.

loop      append ─▶ queue                          settle ─▶ futures, live
writer              └─▶ commit all that wait ──────┘
"""

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import structlog

from service.log.contract import Batch, Draft, MessagePage, NotStored, Page, Rejected, RoomFrame, SearchPage
from service.log.expiring_values import MemoryValues
from service.log.retention_rounds import ROUND_SECONDS
from service.log.sqlite import database
from service.log.sqlite.appends import Appends
from service.log.sqlite.errors import FileState, is_defect, reason_of
from service.log.sqlite.journal import Journal
from service.log.sqlite.lock import Lock
from service.log.sqlite.pages import read_entries, read_heads, read_messages
from service.log.sqlite.reader import Reader
from service.log.sqlite.retention import Retention
from service.log.sqlite.search import search
from service.log.sqlite.search_index import SearchIndex
from service.log.sqlite.startup import prepare
from service.log.sqlite.wipe.wiper import Wiper
from service.log.writes import COMMIT_LIMIT, COMMIT_PAUSE_SECONDS, Write, Writes, new_frames, pause_after
from service.protocol import Deletion, Edit, Entry
from service.text.search_query import Query

CLOSE_SECONDS: Final = 1.0
"""Time that `close` waits for a disk that does not answer. The drafts that still wait then are settled in no tab."""

_Answer = TypeVar("_Answer")

logger = structlog.get_logger("hubbub.log")


class SqliteLog:
    """Implements contract.Log. `open` makes it, on the loop that will use it."""

    node: None = None
    """No other node shares this log."""

    @staticmethod
    def prepare(path: Path | str, *, make_folder: bool = False) -> None:
        """Creates or migrates the file (startup.py), before `open`. Raises LogUnusable."""
        prepare(Path(path), make_folder=make_folder)

    @classmethod
    def open(
        cls,
        path: str,
        *,
        retention_days: float = 0,
        edit_hours: float | None = 24,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> "SqliteLog":
        """`path` must have been prepared. Raises LogUnusable if another process uses it."""
        return cls(Path(path), retention_days, edit_hours, clock, ticks)

    def __init__(
        self,
        path: Path,
        retention_days: float,
        edit_hours: float | None,
        clock: Callable[[], float],
        ticks: Callable[[], float],
    ) -> None:
        self._loop, self._clock = asyncio.get_running_loop(), clock
        self._lock, self._file = Lock(path), FileState(path)
        self._queue: queue.SimpleQueue[Write | None] = queue.SimpleQueue()
        self._writes, self.values = Writes(), MemoryValues()
        self._committed_at, self._pause = 0.0, COMMIT_PAUSE_SECONDS
        self._write_connection, self._reader = database.connect(path), Reader(path, "log-reader")
        self._searcher = Reader(path, "log-searcher", rests=True)  # apart from other reads: a search may take long
        self._write_connection.execute("PRAGMA secure_delete = ON")  # overwrites removed texts with zeros
        self._index = SearchIndex(self._write_connection, ticks)
        self._wiper = Wiper(self._write_connection, path, self._file)
        self._journal = Journal(self._write_connection, self._wiper)
        self._appends = Appends(self._write_connection, self._index, edit_hours)
        self._retention = Retention(self._write_connection, retention_days, clock, ticks)
        self.epoch, self._entries = self._reader.start()
        self._searcher.start()
        self._writer = threading.Thread(target=self._run_writer, name="log-writer", daemon=True)
        self._writer.start()

    @property
    def now(self) -> float:
        return self._clock()

    def append(self, draft: Draft) -> "asyncio.Future[Entry]":
        """Queues the draft for the writer's thread (`_run_writer`), which numbers and commits it, with all others that wait.

        Back on the loop, `_settle` completes the future and adds the entry to the next batch of `live`.
        """
        return self._queue_write(draft)

    async def check(self) -> None:
        await self._queue_write(None)

    def _queue_write(self, draft: Draft | None) -> "asyncio.Future[Entry]":
        write = self._writes.begin(draft)
        if not write.future.done():  # it has failed already if too many wait
            self._queue.put(write)
        return write.future

    # On the writer's thread.

    def _run_writer(self) -> None:
        is_closing = False
        while not is_closing:
            writes, is_closing = self._next_writes()
            self._store(writes)
            self._clean_up(is_idle=not writes)
        are_closed = [reader.join(CLOSE_SECONDS) for reader in (self._reader, self._searcher)]
        if all(are_closed):
            self._attempt(self._finish_wiping, self._journal.note_removal)
        self._write_connection.close()  # after the readers' connections: the last one to close moves the journal into the file
        if all(are_closed):
            self._wiper.close()

    def _next_writes(self) -> tuple[list[Write], bool]:
        """Waits for one write and returns all that wait by then, and whether the log closes after these.

        Returns no writes if it is time to drop old entries, to empty the journal or to index a block.
        """
        writes: list[Write] = []
        try:
            first = self._queue.get(timeout=self._seconds_to_clean_up())
            time.sleep(max(0.0, self._committed_at + self._pause - time.monotonic()))
            while first is not None:
                writes.append(first)
                if len(writes) == COMMIT_LIMIT:
                    return writes, False
                first = self._queue.get_nowait()
        except queue.Empty:
            return writes, False
        return writes, True

    def _seconds_to_clean_up(self) -> float:
        if self._retention.is_in_round:
            return COMMIT_PAUSE_SECONDS
        waits = (self._journal.wait_seconds, self._index.wait_seconds, ROUND_SECONDS)
        return min(wait for wait in waits if wait is not None)

    def _store(self, writes: list[Write]) -> None:
        """Stores all writes in one commit; after a defect one by one, so that only the draft that causes it is refused."""
        error = self._try_commit(writes)
        if is_defect(error):
            logger.error("commit_failed", exc_info=error)
            if len(writes) > 1:
                for write in writes:
                    self._hand_to_loop([write], self._try_commit([write]))
                return
        self._hand_to_loop(writes, error)

    def _try_commit(self, writes: list[Write]) -> Exception | None:
        """Returns the error if it is not certain that the drafts are stored. The writer continues after any error."""
        try:
            self._commit(writes)
            self._committed_at = time.monotonic()
            self._pause = pause_after(len(writes))
            self._note_count(writes)
        except Exception as error:  # noqa: BLE001 - `_store` logs it
            self._file.note_error(error)
            self._appends.heads.rolled_back()
            return error
        return None

    def _commit(self, writes: list[Write]) -> None:
        if not writes:
            return
        self._file.check()
        now = int(self._clock() * 1000)
        with database.transaction(self._write_connection):
            for write in writes:
                if write.draft is None:
                    database.probe(self._write_connection)
                    continue
                try:
                    write.entry, write.is_new = self._appends.append(write.draft, now)
                except Rejected as rejected:
                    write.rejected = rejected
            rooms = {write.draft.room for write in writes if write.draft}
            self._appends.heads.save(rooms)
        for head in map(self._appends.heads.of, rooms):
            self._index.note_head(head.room, head.seq)
        for write in writes:
            if write.draft and write.is_new and isinstance(write.entry, (Edit, Deletion)):
                self._wiper.note_removal(self._appends.heads.of(write.draft.room).room, write.entry.message)
                self._journal.note_removal()

    def _note_count(self, writes: list[Write]) -> None:
        self._appends.heads.committed()
        self._entries += sum(write.is_new for write in writes)
        with suppress(OSError):  # a full disk has no room for this either; a lower count in the file does no harm
            self._lock.note_count(self.epoch, self._entries)

    def _hand_to_loop(self, writes: list[Write], error: Exception | None) -> None:
        with suppress(RuntimeError):  # the loop has ended, so nothing waits for the writes
            self._loop.call_soon_threadsafe(self._settle, writes, error)

    def _clean_up(self, *, is_idle: bool) -> None:
        """Drops one slice of old entries, empties the journal and indexes a block, if it is time."""
        if self._retention.is_due:
            self._attempt(self._drop_slice, self._retention.end_round)
        self._attempt(self._journal.empty_if_due, self._journal.note_removal)
        if self._index.is_due(is_idle=is_idle):
            self._attempt(self._index_block, self._index.put_off)

    def _attempt(self, act: Callable[[], None], put_off: Callable[[], None]) -> None:
        """Calls `act`, and after an error `put_off`. The writer continues after any error."""
        try:
            act()
        except Exception as error:
            if is_defect(error):
                logger.error("clean_up_failed", exc_info=error)
            self._file.note_error(error)
            put_off()

    def _drop_slice(self) -> None:
        self._file.check()
        self._retention.drop_slice()
        self._journal.note_removal()

    def _index_block(self) -> None:
        self._file.check()
        self._index.index_block()

    def _finish_wiping(self) -> None:
        self._journal.finish(CLOSE_SECONDS / 2)

    # On the loop.

    def _settle(self, writes: Iterable[Write], error: Exception | None) -> None:
        if error is None:
            self._writes.publish(new_frames(writes))
        self._writes.settle(writes, None if error is None else reason_of(error))

    def live(self) -> AsyncIterator[Batch]:
        """`Rooms.run` of chat/room.py reads the batches."""
        return self._writes.live()

    def announce(self, announcement: RoomFrame) -> None:
        self._writes.publish([announcement])

    async def read(self, room: str, *, after: int | None = None, before: int | None = None, limit: int) -> Page:
        return await self._answer(room, self._reader.read(read_entries, room, after, before, limit))

    async def heads(self, rooms: Collection[str]) -> dict[str, int]:
        return await self._answer(f"{len(rooms)} rooms", self._reader.read(read_heads, rooms))

    async def messages(
        self,
        room: str,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int,
        person: str | None = None,
    ) -> MessagePage:
        return await self._answer(room, self._reader.read(read_messages, room, after, before, limit, person))

    async def search(
        self, room: str, query: Query, *, before: int | None = None, limit: int, person: str | None = None
    ) -> SearchPage:
        return await self._answer(room, self._searcher.read(search, room, query, before, limit, person))

    async def _answer(self, room: str, answer: "asyncio.Future[_Answer]") -> _Answer:
        try:
            return await answer
        except Exception as error:
            if is_defect(error):
                logger.error("read_failed", room=room, exc_info=error)
            self._file.note_error(error)
            raise NotStored(f"the log cannot be read: {reason_of(error)}") from None

    async def close(self) -> None:
        self._reader.close()
        self._searcher.close()
        self._queue.put(None)
        await self._loop.run_in_executor(None, self._writer.join, CLOSE_SECONDS)
        if not self._writer.is_alive():
            self._lock.close()  # otherwise the lock stays until the process exits: the writer may still finish a write
