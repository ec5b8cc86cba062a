"""What the system tells the process: to stop, which counts once, and to say how it is."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from typing import Final

STOPS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

START_SECONDS: Final = 5.0
"""How long a wish to stop waits for the end of the start; one that takes longer, as on a disk that never answers, is broken
off: nobody was let in yet."""


def answer(say: Callable[[], None]) -> None:
    """Calls it on the running loop at each SIGUSR1."""
    loop = asyncio.get_running_loop()

    def ask(*_: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(say)

    signal.signal(signal.SIGUSR1, ask)


class Stops:
    """Wishes to stop, from the moment this is made, which has to be before any thread is.

    They are kept from all handlers and taken by a thread: in the middle of its start Sanic ignores them for a moment, and
    uvloop loses one that comes while it stands between two runs. After the first nobody takes them any more, so that
    further ones break off no goodbye.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop: Callable[[], None]
        self._can_stop = threading.Event()
        # Ignored by nohup, it stays so.
        kinds = [kind for kind in STOPS if kind is not signal.SIGHUP or signal.getsignal(kind) is not signal.SIG_IGN]
        signal.pthread_sigmask(signal.SIG_BLOCK, kinds)
        threading.Thread(target=self._take, args=(kinds,), name="stops", daemon=True).start()

    def obey(self, stop: Callable[[], None]) -> None:
        """From the end of the running task on `stop` is called on the loop, for a wish that came before, too.

        Within it, which is the last step of the start, a stop would end only that step.
        """
        self._stop = stop
        step = asyncio.current_task()
        assert step is not None
        step.add_done_callback(lambda _: self._can_stop.set())

    def _take(self, kinds: list[signal.Signals]) -> None:
        signal.sigwait(kinds)
        if not self._can_stop.wait(START_SECONDS):
            os._exit(1)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop)
