"""Reads pages of the SQLite log on a thread; each page shows one moment, whatever is appended or dropped meanwhile."""

import asyncio
import queue
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from service.log.contract import PAGE_BYTES, Page
from service.log.sqlite import database
from service.log.sqlite.heads import FIND_ROOM
from service.log.sqlite.rows import SELECT, TEXT, Row, entry_of

_Query = tuple[str, int | None, int | None, int]

_ABOVE: Final = f"{SELECT} WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?"
_BELOW: Final = f"{SELECT} WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
_FLOOR: Final = "SELECT coalesce((SELECT min(seq) FROM entry WHERE room = ?), ? + 1) - 1"


class PageReader:
    """Answers queries one after another. Its thread is a daemon, so that a disk that never answers cannot delay the stop."""

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.get_running_loop()
        self._database = database.connect(path, read_only=True)
        self._queue: queue.SimpleQueue[tuple[asyncio.Future[Page], _Query] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._answer, name="log-reader", daemon=True)

    def start(self) -> tuple[str, int]:
        """Starts to answer queries. Returns the epoch of the log, and how many entries were ever appended to it."""
        life = database.life(self._database)
        self._thread.start()
        return life

    def read(self, *query: *_Query) -> "asyncio.Future[Page]":
        """Queues a query: room, after, before and limit, as in contract.Log. The future fails with the error of SQLite."""
        future: asyncio.Future[Page] = self._loop.create_future()
        self._queue.put((future, query))
        return future

    def close(self) -> None:
        """Ends the thread after the queries that were queued before; `join` waits for this."""
        self._queue.put(None)

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    # The rest runs on the thread.

    def _answer(self) -> None:
        while (queued := self._queue.get()) is not None:
            future, query = queued
            answer: Page | Exception
            try:
                answer = self.page(*query)
            except Exception as fault:  # noqa: BLE001 - the caller gets it
                answer = fault
            with suppress(RuntimeError):  # the loop has ended, so nothing waits for the answer
                self._loop.call_soon_threadsafe(_complete, future, answer)
        self._database.close()

    def page(self, room: str, after: int | None, before: int | None, limit: int) -> Page:
        self._database.execute("BEGIN")  # without it, entries dropped between two statements would be a silent gap
        try:
            return self._page(room, after, before, limit)
        finally:
            self._database.rollback()

    def _page(self, room: str, after: int | None, before: int | None, limit: int) -> Page:
        found = self._database.execute(FIND_ROOM, (room,)).fetchone()
        if found is None:
            return Page([], 0, 0)
        room_id, head, _ = found
        floor = self._database.execute(_FLOOR, (room_id, head)).fetchone()[0]
        if after is not None:
            rows = _within_page(self._database.execute(_ABOVE, (room_id, min(after, head), limit)))
        else:
            below = head + 1 if before is None else min(before, head + 1)
            rows = _within_page(self._database.execute(_BELOW, (room_id, below, limit)))[::-1]
        return Page(list(map(entry_of, rows)), head, floor)


def _within_page(rows: Iterable[Row]) -> list[Row]:
    """Returns the rows up to the one that reaches PAGE_BYTES, and reads no further ones."""
    page, size = [], 0
    for row in rows:
        page.append(row)
        text = row[TEXT]
        size += len(text) if text.isascii() else len(text.encode())
        if size >= PAGE_BYTES:
            break
    return page


def _complete(future: "asyncio.Future[Page]", answer: Page | Exception) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Page):
        future.set_result(answer)
    else:
        future.set_exception(answer)
