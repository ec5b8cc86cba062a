"""What the system tells the process: to stop, which counts once, and to say how it is.

By Python's own handlers, not the loop's: uvloop loses a signal that comes while it stands between two runs, and it does so
at the end of Sanic's start, just when whoever started us has seen that we are ready.
"""

import asyncio
import signal
from collections.abc import Callable
from typing import Final

STOPS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def answer(say: Callable[[], None]) -> None:
    """Calls it on the running loop at each SIGUSR1."""
    loop = asyncio.get_running_loop()

    def ask(*_: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(say)

    signal.signal(signal.SIGUSR1, ask)


def stop_once(stop: Callable[[], None]) -> None:
    """Calls it on the running loop at the first wish to stop. Further ones are ignored: nobody breaks off a goodbye."""
    loop = asyncio.get_running_loop()

    def obey(*_: object) -> None:
        for kind in STOPS:
            signal.signal(kind, signal.SIG_IGN)
        loop.call_soon_threadsafe(stop)

    for kind in STOPS:
        loop.remove_signal_handler(kind)
        if kind is not signal.SIGHUP or signal.getsignal(kind) is not signal.SIG_IGN:  # ignored by nohup
            signal.signal(kind, obey)
