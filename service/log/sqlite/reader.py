"""Reading the SQLite log: each page is of one moment, whatever is appended or dropped while it is read."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from service.log.contract import PAGE_BYTES, Page
from service.log.sqlite import database
from service.protocol import Message, Person, rfc3339

Row = tuple[int, str, str, str, str, int]
_Question = tuple[str, int | None, int | None, int]

ROOM = "SELECT id, head, last_at FROM room WHERE name = ?"
COLUMNS = "SELECT seq, draft, person, name, text, at FROM message"
_ABOVE = f"{COLUMNS} WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?"
_BELOW = f"{COLUMNS} WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
_FLOOR = "SELECT coalesce((SELECT min(seq) FROM message WHERE room = ?), ? + 1) - 1"


class Reader:
    """Answers one question after another. On a daemon's thread: a disk that never answers must not hold up the end."""

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.get_running_loop()
        self._database = database.connect(path, read_only=True)
        self._questions: queue.SimpleQueue[tuple[asyncio.Future[Page], _Question] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._answer, name="log-reader", daemon=True)

    def begin(self) -> tuple[str, int]:
        """The life that the log is in; from now on questions are answered."""
        life = database.life(self._database)
        self._thread.start()
        return life

    def read(self, *question: *_Question) -> "asyncio.Future[Page]":
        """Room, after, before and limit, as in contract.Log. The future fails with whatever went wrong."""
        future: asyncio.Future[Page] = self._loop.create_future()
        self._questions.put((future, question))
        return future

    def close(self) -> None:
        """After what was asked before; `join` waits for it."""
        self._questions.put(None)

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    # On the thread.

    def _answer(self) -> None:
        while (asked := self._questions.get()) is not None:
            future, question = asked
            answer: Page | Exception
            try:
                answer = self.page(*question)
            except Exception as fault:  # noqa: BLE001 - whoever asked is told
                answer = fault
            with suppress(RuntimeError):  # the loop has ended: nobody waits any more
                self._loop.call_soon_threadsafe(_settle, future, answer)
        self._database.close()

    def page(self, room: str, after: int | None, before: int | None, limit: int) -> Page:
        self._database.execute("BEGIN")  # else what is dropped between its questions would be a gap that nobody sees
        try:
            return self._page(room, after, before, limit)
        finally:
            self._database.rollback()

    def _page(self, room: str, after: int | None, before: int | None, limit: int) -> Page:
        found = self._database.execute(ROOM, (room,)).fetchone()
        if found is None:
            return Page([], 0, 0)
        room_id, head, _ = found
        floor = self._database.execute(_FLOOR, (room_id, head)).fetchone()[0]
        if after is not None:
            rows = _as_many_as_fit(self._database.execute(_ABOVE, (room_id, min(after, head), limit)))
        else:
            below = head + 1 if before is None else min(before, head + 1)
            rows = _as_many_as_fit(self._database.execute(_BELOW, (room_id, below, limit)))[::-1]
        return Page([message_of(row) for row in rows], head, floor)


def _as_many_as_fit(rows: Iterable[Row]) -> list[Row]:
    """The rest is not even read."""
    taken, size = [], 0
    for row in rows:
        taken.append(row)
        text = row[4]
        size += len(text) if text.isascii() else len(text.encode())
        if size >= PAGE_BYTES:
            break
    return taken


def message_of(row: Row) -> Message:
    """Raises sqlite3.DatabaseError for what was never written like this."""
    seq, draft, person, name, text, at = row
    try:
        return Message(seq, draft, Person(person, name), text, rfc3339(at))
    except OverflowError:
        raise sqlite3.DatabaseError("a message of a time that cannot be") from None


def _settle(future: "asyncio.Future[Page]", answer: Page | Exception) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Page):
        future.set_result(answer)
    else:
        future.set_exception(answer)
