"""Writes log lines on a thread of its own, so that the service never waits for the reader of standard error."""

import os
import select
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Final

LINES_WAITING: Final = 10_000
"""Most lines that wait to be written, about 3 MB; further ones are dropped and counted."""

FLUSH_SECONDS: Final = 0.3
"""Longest time that the exit waits until all lines are written. With all its waits a stop takes at most 5 s."""


class StderrWriter:
    """The log lines that wait to be written. Calls `report` with the number of dropped lines, once lines can be written again."""

    def __init__(self, file: int, report: Callable[[int], None], limit: int = LINES_WAITING) -> None:
        self._file, self._report, self._limit = file, report, limit
        # Not a Queue, which could have a limit: a signal handler that logs may interrupt its own thread while the thread holds
        # the lock of the Queue, and would then wait for ever.
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._dropped = self._reported = 0
        self._thread = threading.Thread(target=self._run, name="stderr-writer", daemon=True)
        _start_without_signals(self._thread)

    def write(self, line: str) -> None:
        """Queues the line without waiting. Only one thread may call this at a time; the handlers of `logging` see to that."""
        is_report = threading.current_thread() is self._thread
        if is_report or self._waiting.qsize() < self._limit:
            self._waiting.put(line.encode("utf-8", "backslashreplace"))
        else:
            self._dropped += 1

    def close(self) -> None:
        """Waits for a limited time until all lines are written."""
        self._waiting.put(None)
        self._thread.join(FLUSH_SECONDS)

    def _run(self) -> None:
        while (line := self._waiting.get()) is not None:
            with suppress(OSError):  # standard error is closed
                self._write(line)
            if dropped := self._dropped - self._reported:
                self._reported += dropped
                self._report(dropped)

    def _write(self, line: bytes) -> None:
        """Writes to the file descriptor. With `sys.stderr`, Python would wait at its exit for the lock that this thread holds."""
        while line:
            try:
                line = line[os.write(self._file, line) :]
            except BlockingIOError:  # the parent process made it non-blocking
                select.select((), (self._file,), ())


def _start_without_signals(thread: threading.Thread) -> None:
    """Starts a thread that blocks all signals. Otherwise it would receive stop signals in place of the thread that waits for them
    (signals.py)."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        thread.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
