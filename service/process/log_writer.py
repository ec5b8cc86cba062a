"""Writes log lines in a thread of its own: a reader of standard error that stops must not stop the service with it."""

import os
import select
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Final

LINES_WAITING: Final = 10_000
"""Lines that wait for the reader, at most, some 3 MB; further ones are dropped and counted."""

FLUSH_SECONDS: Final = 0.3
"""Longest time that the end of the process waits for lines that are not written yet. A stop takes 5 s with all its waits."""


class LogWriter:
    """`report` is called with the number of lines that were dropped, once lines are written again."""

    def __init__(self, file: int, report: Callable[[int], None], limit: int = LINES_WAITING) -> None:
        self._file, self._report, self._limit = file, report, limit
        # Not a Queue with a limit: that has a lock, and a signal handler may log while its thread holds it.
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._dropped = self._reported = 0
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        _start_without_signals(self._thread)

    def write(self, line: str) -> None:
        """Never waits. Callers take turns, as handlers of `logging` do."""
        is_report = threading.current_thread() is self._thread
        if is_report or self._lines.qsize() < self._limit:
            self._lines.put(line.encode("utf-8", "backslashreplace"))
        else:
            self._dropped += 1

    def close(self) -> None:
        """Waits a moment for what is not written yet."""
        self._lines.put(None)
        self._thread.join(FLUSH_SECONDS)

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            with suppress(OSError):  # nobody reads standard error any more
                self._write(line)
            if dropped := self._dropped - self._reported:
                self._reported += dropped
                self._report(dropped)

    def _write(self, line: bytes) -> None:
        """Not through `sys.stderr`: at its end Python waits for the lock of a stream that a thread is writing to."""
        while line:
            try:
                line = line[os.write(self._file, line) :]
            except BlockingIOError:  # whoever started us made it non-blocking
                select.select((), (self._file,), ())


def _start_without_signals(thread: threading.Thread) -> None:
    """A thread inherits which signals it blocks: with none blocked it would take stop signals from the thread that waits
    for them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        thread.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
