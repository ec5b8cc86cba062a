"""A log in one SQLite file: one thread writes, many drafts a commit; another reads. For one process.

loop      append ─▶ inbox                      settle: futures, then live()
writer              └─▶ commit all that wait ─▶┘
"""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from service.log.contract import Batch, Draft, News, NotStored, Page
from service.log.sqlite import database
from service.log.sqlite.lock import Lock
from service.log.sqlite.reader import COLUMNS, ROOM, Reader, message_of
from service.log.sqlite.retention import FORGET_SECONDS, Forgetting
from service.protocol import Message, rfc3339

COMMIT_LIMIT: Final = 2_000
"""Drafts in one commit: enough that the disk is never waited for twice as often, few enough to settle within some ms."""

COMMIT_PAUSE_SECONDS: Final = 0.004
"""Between two commits: a draft after a quiet moment is committed at once, and many that come together share one."""

DRAFT_PAUSE_SECONDS: Final = 0.0005
"""The same for each draft of the last commit, where that is more: where thousands a second come, a pause twice as long
spares a fifth of what they cost, and a few ms are nothing to who reads them."""

LONGEST_PAUSE_SECONDS: Final = 0.008

WAITING_LIMIT: Final = 20_000
"""Drafts that may wait for the writer; beyond it the disk is lost to us and the author is told at once."""

ROOMS_KEPT: Final = 10_000
"""Rooms whose head is remembered between commits."""

CLOSE_SECONDS: Final = 1.0
"""How long the end waits for the disk, once the hub has waited for what is not settled. One that never answers must not hold
it up: nobody was told of what waits."""

log_line = structlog.get_logger("hubbub.log")

_INSERT = """
    INSERT INTO message (room, seq, draft, person, name, text, at) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (room, draft) DO NOTHING"""
_STANDING = f"{COLUMNS} WHERE room = ? AND draft = ?"


@dataclass(slots=True)
class _Room:
    id: int
    head: int
    last_at: int


@dataclass(slots=True)
class _Entry:
    """One draft on its way through the writer; without a draft, a question whether a write would succeed."""

    draft: Draft | None
    future: "asyncio.Future[Message]"
    message: Message | None = None
    is_new: bool = False


def pause_after(drafts: int) -> float:
    """Seconds from a commit of so many drafts to the next."""
    return min(max(COMMIT_PAUSE_SECONDS, drafts * DRAFT_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)


class SqliteLog:
    """Implements contract.Log. Made by `open`, on the loop that will use it."""

    prepare = staticmethod(lambda path, *, make_folder=False: database.prepare(Path(path), make_folder=make_folder))

    @classmethod
    def open(
        cls,
        path: str,
        *,
        retention_days: float = 0,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> "SqliteLog":
        """`path` must have been prepared. Raises LogUnusable if another process has it."""
        return cls(Path(path), retention_days, clock, ticks)

    def __init__(
        self, path: Path, retention_days: float, clock: Callable[[], float], ticks: Callable[[], float]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._path, self._clock = path, clock
        self._lock = Lock(path)
        self._identity = database.identity(path)
        self._inbox: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._waiting = 0
        self._fresh: Batch = []
        self._woken = asyncio.Event()
        self._rooms: dict[str, _Room] = {}
        self._committed_at = 0.0
        self._pause = COMMIT_PAUSE_SECONDS
        self._damage = ""
        self._writing, self._reader = database.connect(path), Reader(path)
        self._forgetting = Forgetting(self._writing, retention_days, clock, ticks)
        self.epoch, self._messages = self._reader.begin()
        self._writer = threading.Thread(target=self._write, name="log-writer", daemon=True)
        self._writer.start()

    def append(self, draft: Draft) -> "asyncio.Future[Message]":
        return self._enter(draft)

    async def check(self) -> None:
        await self._enter(None)

    def _enter(self, draft: Draft | None) -> "asyncio.Future[Message]":
        future: asyncio.Future[Message] = self._loop.create_future()
        if self._waiting >= WAITING_LIMIT:
            future.set_exception(NotStored("the log is too far behind"))
        else:
            self._waiting += 1
            self._inbox.put(_Entry(draft, future))
        return future

    async def live(self) -> AsyncIterator[Batch]:
        while True:
            await self._woken.wait()
            self._woken.clear()
            batch, self._fresh = self._fresh, []
            yield batch

    def announce(self, news: News) -> None:
        self._fresh.append(news)
        self._woken.set()

    async def read(self, room: str, *, after: int | None = None, before: int | None = None, limit: int) -> Page:
        try:
            return await self._reader.read(room, after, before, limit)
        except Exception as error:
            if _is_defect(error):
                log_line.error("read_failed", room=room, exc_info=error)
            self._look_at(error)
            raise NotStored(f"the log cannot be read: {database.fault_of(error)}") from None

    def _look_at(self, error: Exception) -> None:
        """Damage does not go away by itself: from its first sign on, nothing is stored in this file any more."""
        if database.is_damage(error):
            self._damage = database.fault_of(error)

    async def close(self) -> None:
        self._reader.close()
        self._inbox.put(None)
        await self._loop.run_in_executor(None, self._writer.join, CLOSE_SECONDS)
        if not self._writer.is_alive():
            self._lock.close()  # else it goes with the process, as what is written might still come to an end

    # On the writer's thread.

    def _write(self) -> None:
        is_closing = False
        while not is_closing:
            entries, is_closing = self._gather()
            self._store(entries)
            self._forget()
            if len(self._rooms) > ROOMS_KEPT:
                self._rooms.clear()
        self._reader.join(CLOSE_SECONDS)
        self._writing.close()  # the last of the two, so that it folds the journal in

    def _store(self, entries: list[_Entry]) -> None:
        """All in one commit, or one by one after a defect: what one draft brings about must not refuse all others."""
        fault = self._try(entries)
        if _is_defect(fault):
            log_line.error("commit_failed", exc_info=fault)
            if len(entries) > 1:
                for entry in entries:
                    self._report([entry], self._try([entry]))
                return
        self._report(entries, fault)

    def _try(self, entries: list[_Entry]) -> Exception | None:
        """Why they could not be committed. Whatever it is, nothing of it is kept, and the writer goes on."""
        try:
            self._commit(entries)
            self._committed_at = time.monotonic()
            self._pause = pause_after(len(entries))
            self._note(entries)
        except Exception as error:  # noqa: BLE001 - `_store` tells of it
            self._look_at(error)
            self._rooms.clear()  # their heads may count messages that were rolled back
            return error
        return None

    def _gather(self) -> tuple[list[_Entry], bool]:
        """Waits for one entry and takes all that came meanwhile, and whether the log closes after these.

        None came until it was time to forget old messages: then the list is empty.
        """
        entries: list[_Entry] = []
        try:
            entry = self._inbox.get(timeout=COMMIT_PAUSE_SECONDS if self._forgetting.is_under_way else FORGET_SECONDS)
            time.sleep(max(0.0, self._committed_at + self._pause - time.monotonic()))
            while entry is not None:
                entries.append(entry)
                if len(entries) == COMMIT_LIMIT:
                    return entries, False
                entry = self._inbox.get_nowait()
        except queue.Empty:
            return entries, False
        return entries, True

    def _commit(self, entries: list[_Entry]) -> None:
        if not entries:
            return
        self._prove_sound()
        now = int(self._clock() * 1000)
        touched = set()
        with database.transaction(self._writing):
            for entry in entries:
                if entry.draft is None:
                    database.probe(self._writing)
                else:
                    self._insert(entry, entry.draft, now)
                    touched.add(entry.draft.room)
            rooms = [self._rooms[name] for name in touched]
            self._writing.executemany(
                "UPDATE room SET head = ?, last_at = ? WHERE id = ?", [(r.head, r.last_at, r.id) for r in rooms]
            )

    def _insert(self, entry: _Entry, draft: Draft, now: int) -> None:
        room = self._rooms.get(draft.room) or self._load(draft.room)
        author = draft.author
        seq, at = room.head + 1, max(now, room.last_at)  # a clock that goes back must not turn the order around
        row = (room.id, seq, draft.id, author.id, author.name, draft.text, at)
        if self._writing.execute(_INSERT, row).rowcount:
            room.head, room.last_at = seq, at
            entry.message, entry.is_new = Message(seq, draft.id, author, draft.text, rfc3339(at)), True
        else:
            entry.message = message_of(self._writing.execute(_STANDING, (room.id, draft.id)).fetchone())

    def _note(self, entries: list[_Entry]) -> None:
        self._messages += sum(entry.is_new for entry in entries)
        with suppress(OSError):  # no room even for this: an older note is as good, and the messages are stored
            self._lock.note(self.epoch, self._messages)

    def _load(self, name: str) -> _Room:
        found = self._writing.execute(ROOM, (name,)).fetchone()
        if found is None:
            self._writing.execute("INSERT INTO room (name) VALUES (?)", (name,))
            found = self._writing.execute(ROOM, (name,)).fetchone()
        self._rooms[name] = _Room(*found)
        return self._rooms[name]

    def _prove_sound(self) -> None:
        """Raises OSError where nothing may be written any more."""
        if self._damage:
            raise OSError(f"{self._path} is damaged: {self._damage}")
        if database.identity(self._path) != self._identity:
            raise OSError(f"{self._path} was replaced by another file")

    def _forget(self) -> None:
        """A slice of it, between two commits. Failing is harmless: the next round tries again."""
        if not self._forgetting.is_due:
            return
        try:
            self._prove_sound()
            self._forgetting.go_on()
        except Exception as error:
            if _is_defect(error):
                log_line.error("forget_failed", exc_info=error)
            self._look_at(error)
            self._forgetting.leave_off()

    def _report(self, entries: list[_Entry], fault: Exception | None) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, entries, fault)

    # On the loop again.

    def _settle(self, entries: Iterable[_Entry], fault: Exception | None) -> None:
        for entry in entries:
            self._waiting -= 1
            if fault is not None:
                if not entry.future.cancelled():
                    entry.future.set_exception(NotStored(database.fault_of(fault)))
                continue
            if entry.is_new and entry.draft is not None and entry.message is not None:
                self._fresh.append(News(entry.draft.room, entry.message))
            if not entry.future.cancelled():
                entry.future.set_result(entry.message)  # type: ignore[arg-type]
        if self._fresh:
            self._woken.set()


def _is_defect(fault: Exception | None) -> bool:
    """Not the disk's, nor another program's."""
    return (
        fault is not None
        and not isinstance(fault, (sqlite3.OperationalError, OSError))
        and not database.is_damage(fault)
    )
