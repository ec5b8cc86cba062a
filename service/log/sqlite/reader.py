"""Reads from the SQLite log on a thread; each query sees the log at one moment, whatever is appended or dropped meanwhile."""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from service.log.sqlite import database

_Answer = TypeVar("_Answer")
_Arguments = ParamSpec("_Arguments")
_Query = Callable[..., Any]


class Reader:
    """Answers queries one after another. Its thread is a daemon, so that a disk that never answers cannot delay the stop.

    With `rests` it pauses after each query for as long as the query took. So it reads at most half of the time, and the journal
    can be emptied in the pauses.
    """

    def __init__(self, path: Path, thread: str, *, rests: bool = False) -> None:
        self._loop = asyncio.get_running_loop()
        self._database = database.connect(path, read_only=True)
        self._queue: queue.SimpleQueue[tuple[asyncio.Future[Any], _Query, tuple[Any, ...]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=thread, daemon=True)
        self._rests, self._is_closing = rests, threading.Event()

    def start(self) -> tuple[str, int]:
        """Starts to answer queries. Returns the epoch of the log, and how many entries were ever appended to it."""
        life = database.life(self._database)
        self._thread.start()
        return life

    def read(
        self,
        query: Callable[Concatenate[sqlite3.Connection, _Arguments], _Answer],
        *arguments: _Arguments.args,
        **_: _Arguments.kwargs,  # always empty; typing demands it beside `_Arguments.args`
    ) -> "asyncio.Future[_Answer]":
        """Queues a call of `query`, a function of pages.py or search.py, with a connection before its arguments. The future
        fails with the error of SQLite."""
        future: asyncio.Future[_Answer] = self._loop.create_future()
        self._queue.put((future, query, arguments))
        return future

    def close(self) -> None:
        """Ends the thread after the queries that were queued before; `join` waits for this."""
        self._is_closing.set()
        self._queue.put(None)

    def join(self, seconds: float) -> bool:
        """Waits until the thread has ended and its connection is closed. Returns whether they are."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # The rest runs on the thread.

    def _run(self) -> None:
        while (queued := self._queue.get()) is not None:
            future, query, arguments = queued
            if future.cancelled():
                continue
            answer: object
            began = time.monotonic()
            try:
                answer = self.answer(query, arguments)
            except Exception as error:  # noqa: BLE001 - the caller gets it
                answer = error
            with suppress(RuntimeError):  # the loop has ended, so nothing waits for the answer
                self._loop.call_soon_threadsafe(_complete, future, answer)
            if self._rests:
                self._is_closing.wait(time.monotonic() - began)
        self._database.close()

    def answer(self, query: _Query, arguments: tuple[Any, ...]) -> object:
        self._database.execute("BEGIN")  # without it, entries dropped between two statements would be a silent gap
        try:
            return query(self._database, *arguments)
        finally:
            self._database.rollback()


def _complete(future: "asyncio.Future[Any]", answer: object) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
