"""A log in one SQLite file, for one process: one thread writes, many drafts in one commit; another thread reads.

loop      append ─▶ waiting                        settle ─▶ futures, live
writer              └─▶ commit all that wait ─▶────┘
"""

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from service.log.contract import Batch, Draft, NotStored, Page, RoomFrame
from service.log.sqlite import database
from service.log.sqlite.errors import FileState, is_defect, reason_of
from service.log.sqlite.heads import Heads
from service.log.sqlite.lock import Lock
from service.log.sqlite.page_reader import PageReader
from service.log.sqlite.retention import ROUND_SECONDS, Retention
from service.log.sqlite.rows import SELECT, entry_of, insert
from service.log.sqlite.startup import prepare
from service.protocol import Entry, rfc3339

COMMIT_LIMIT: Final = 2_000
"""Most drafts in one commit. Bounds how long the first of them waits: such a commit takes some 10 ms."""

COMMIT_PAUSE_SECONDS: Final = 0.004
"""Least time between two commits. The first draft after a quiet moment is committed at once; many that come together share
the wait for the disk."""

DRAFT_PAUSE_SECONDS: Final = 0.0005
"""Added up for each draft of the last commit, if that is more than COMMIT_PAUSE_SECONDS. At thousands of drafts a second
larger commits save a fifth of the processor time."""

LONGEST_PAUSE_SECONDS: Final = 0.008
"""Most time between two commits: nobody notices 8 ms."""

WAITING_LIMIT: Final = 20_000
"""Most drafts that may wait for the writer. Bounds memory if the disk stands still; further ones are refused at once."""

CLOSE_SECONDS: Final = 1.0
"""How long `close` waits for a disk that does not answer. Nobody was told that the drafts still waiting are stored."""

_FIND_DRAFT: Final = f"{SELECT} WHERE room = ? AND draft = ?"

logger = structlog.get_logger("hubbub.log")


@dataclass(slots=True)
class _Append:
    """A draft on its way through the writer. Without a draft it only asks whether a write would succeed."""

    draft: Draft | None
    future: "asyncio.Future[Entry]"
    entry: Entry | None = None
    is_new: bool = False


class SqliteLog:
    """Implements contract.Log. Made by `open`, on the loop that will use it."""

    prepare = staticmethod(lambda path, *, make_folder=False: prepare(Path(path), make_folder=make_folder))

    @classmethod
    def open(
        cls,
        path: str,
        *,
        retention_days: float = 0,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> "SqliteLog":
        """`path` must have been prepared. Raises LogUnusable if another process uses it."""
        return cls(Path(path), retention_days, clock, ticks)

    def __init__(
        self, path: Path, retention_days: float, clock: Callable[[], float], ticks: Callable[[], float]
    ) -> None:
        self._loop, self._clock = asyncio.get_running_loop(), clock
        self._lock, self._file = Lock(path), FileState(path)
        self._queue: queue.SimpleQueue[_Append | None] = queue.SimpleQueue()
        self._waiting = 0
        self._fresh: Batch = []
        self._has_fresh = asyncio.Event()
        self._committed_at, self._pause = 0.0, COMMIT_PAUSE_SECONDS
        self._writing, self._reader = database.connect(path), PageReader(path)
        self._heads = Heads(self._writing)
        self._retention = Retention(self._writing, retention_days, clock, ticks)
        self.epoch, self._entries = self._reader.start()
        self._writer = threading.Thread(target=self._write, name="log-writer", daemon=True)
        self._writer.start()

    def append(self, draft: Draft) -> "asyncio.Future[Entry]":
        return self._enqueue(draft)

    async def check(self) -> None:
        await self._enqueue(None)

    def _enqueue(self, draft: Draft | None) -> "asyncio.Future[Entry]":
        future: asyncio.Future[Entry] = self._loop.create_future()
        if self._waiting >= WAITING_LIMIT:
            future.set_exception(NotStored("the log is too far behind"))
        else:
            self._waiting += 1
            self._queue.put(_Append(draft, future))
        return future

    # On the writer's thread.

    def _write(self) -> None:
        is_closing = False
        while not is_closing:
            appends, is_closing = self._take()
            self._store(appends)
            self._drop_old()
        self._reader.join(CLOSE_SECONDS)
        self._writing.close()  # after the reader's connection: the last one to close writes the journal into the file

    def _take(self) -> tuple[list[_Append], bool]:
        """Waits for one draft and takes all that came meanwhile; also says whether the log closes after these.

        The list is empty when it is time to drop old entries and no draft came.
        """
        appends: list[_Append] = []
        try:
            first = self._queue.get(timeout=COMMIT_PAUSE_SECONDS if self._retention.is_in_round else ROUND_SECONDS)
            time.sleep(max(0.0, self._committed_at + self._pause - time.monotonic()))
            while first is not None:
                appends.append(first)
                if len(appends) == COMMIT_LIMIT:
                    return appends, False
                first = self._queue.get_nowait()
        except queue.Empty:
            return appends, False
        return appends, True

    def _store(self, appends: list[_Append]) -> None:
        """All in one commit; one by one after a defect, since what one draft causes must not refuse all others."""
        fault = self._try(appends)
        if is_defect(fault):
            logger.error("commit_failed", exc_info=fault)
            if len(appends) > 1:
                for append in appends:
                    self._report([append], self._try([append]))
                return
        self._report(appends, fault)

    def _try(self, appends: list[_Append]) -> Exception | None:
        """Returns why they could not be committed. Then nothing of them is kept, and the writer goes on."""
        try:
            self._commit(appends)
            self._committed_at = time.monotonic()
            self._pause = pause_after(len(appends))
            self._note(appends)
        except Exception as error:  # noqa: BLE001 - `_store` logs it
            self._file.note(error)
            self._heads.rolled_back()
            return error
        return None

    def _commit(self, appends: list[_Append]) -> None:
        if not appends:
            return
        self._file.check()
        now = int(self._clock() * 1000)
        with database.transaction(self._writing):
            for append in appends:
                if append.draft is None:
                    database.probe(self._writing)
                else:
                    self._append(append, append.draft, now)
            self._heads.save({append.draft.room for append in appends if append.draft})

    def _append(self, append: _Append, draft: Draft, now: int) -> None:
        head = self._heads.of(draft.room)
        seq, at = head.seq + 1, max(now, head.at)  # a clock that is set back must not make time go backwards
        append.entry = draft.become(seq, rfc3339(at))
        append.is_new = insert(self._writing, head.room, append.entry, at)
        if append.is_new:
            head.seq, head.at = seq, at
        else:
            append.entry = entry_of(self._writing.execute(_FIND_DRAFT, (head.room, draft.id)).fetchone())

    def _note(self, appends: list[_Append]) -> None:
        self._heads.committed()
        self._entries += sum(append.is_new for append in appends)
        with suppress(OSError):  # a full disk has no room even for this; the entries are stored, and an older note does
            self._lock.note(self.epoch, self._entries)

    def _drop_old(self) -> None:
        """One slice between two commits. A fault is harmless: the next round tries again."""
        if not self._retention.is_due:
            return
        try:
            self._file.check()
            self._retention.drop_slice()
        except Exception as error:
            if is_defect(error):
                logger.error("retention_failed", exc_info=error)
            self._file.note(error)
            self._retention.end_round()

    def _report(self, appends: list[_Append], fault: Exception | None) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, appends, fault)

    # On the loop.

    def _settle(self, appends: Iterable[_Append], fault: Exception | None) -> None:
        for append in appends:
            self._waiting -= 1
            if fault is not None:
                if not append.future.cancelled():
                    append.future.set_exception(NotStored(reason_of(fault)))
                continue
            if append.is_new and append.draft is not None and append.entry is not None:
                self._fresh.append(RoomFrame(append.draft.room, append.entry))
            if not append.future.cancelled():
                append.future.set_result(append.entry)  # type: ignore[arg-type]
        if self._fresh:
            self._has_fresh.set()

    async def live(self) -> AsyncIterator[Batch]:
        while True:
            await self._has_fresh.wait()
            self._has_fresh.clear()
            batch, self._fresh = self._fresh, []
            yield batch

    def announce(self, announcement: RoomFrame) -> None:
        self._fresh.append(announcement)
        self._has_fresh.set()

    async def read(self, room: str, *, after: int | None = None, before: int | None = None, limit: int) -> Page:
        try:
            return await self._reader.read(room, after, before, limit)
        except Exception as error:
            if is_defect(error):
                logger.error("read_failed", room=room, exc_info=error)
            self._file.note(error)
            raise NotStored(f"the log cannot be read: {reason_of(error)}") from None

    async def close(self) -> None:
        self._reader.close()
        self._queue.put(None)
        await self._loop.run_in_executor(None, self._writer.join, CLOSE_SECONDS)
        if not self._writer.is_alive():
            self._lock.close()  # otherwise it ends with the process: the writer may still finish a write


def pause_after(drafts: int) -> float:
    """Seconds from a commit of this many drafts to the next."""
    return min(max(COMMIT_PAUSE_SECONDS, drafts * DRAFT_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
