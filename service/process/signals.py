"""The signals of the process: SIGTERM, SIGINT and SIGHUP stop it once; SIGUSR1 makes it log its gauges."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from typing import Final

STOP_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

START_SECONDS: Final = 5.0
"""Longest time that a stop signal waits for the end of the start. After it the process exits at once, because the start is stuck,
as on a disk that never answers, and no tab is connected yet."""


def call_at_sigusr1(callback: Callable[[], None]) -> None:
    """Calls `callback` on the running loop at each SIGUSR1."""
    loop = asyncio.get_running_loop()

    def handle(*_: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(callback)

    signal.signal(signal.SIGUSR1, handle)


class StopSignals:
    """Receives stop signals from the moment it is made. Make it before any thread that does not block them is started.

    The signals are blocked, and a thread waits for them. Handlers would miss some: Sanic ignores signals for a moment of its
    start, and uvloop loses one that arrives between two runs of the loop. Signals after the first stay blocked, so that they
    cannot interrupt a stop.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop: Callable[[], None]
        self._can_stop = threading.Event()
        # `nohup` starts a process with SIGHUP ignored, and it must stay ignored.
        is_under_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        signals = [one for one in STOP_SIGNALS if one is not signal.SIGHUP or not is_under_nohup]
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        threading.Thread(target=self._wait, args=(signals,), name="stop-signals", daemon=True).start()

    def call_at_stop(self, stop: Callable[[], None]) -> None:
        """Calls `stop` on the loop once: at the first signal, or soon if that came before this call, but never before the running
        task has ended. This task is the last step of the start; while it runs, `stop` would end only this step.
        """
        self._stop = stop
        last_step = asyncio.current_task()
        assert last_step is not None
        last_step.add_done_callback(lambda _: self._can_stop.set())

    def _wait(self, signals: list[signal.Signals]) -> None:
        signal.sigwait(signals)
        if not self._can_stop.wait(START_SECONDS):
            os._exit(1)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop)
