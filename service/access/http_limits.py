"""What an address may have that is not a connection: lines open at once, and requests on them a second. No I/O.

A flood must not keep others out: each line costs a file and memory, and while requests are answered nobody comes in.
"""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from service.access.limits import LEAST_BURST, RETRY_SECONDS
from service.access.origins import Denied, RequestSource, address_of, is_trusted
from service.settings import Settings

LINES_A_CONNECTION: Final = 2
"""Lines for each connection that an address may have. A browser opens six for its page, and then has one connection."""

REQUESTS_A_SECOND: Final = 512
"""Of an address. Those above wait for their turn, a tenth of a core is theirs, and between two of them others come in."""

REQUESTS_AT_ONCE: Final = 2_048
"""Forty first visits, each of some fifty files: a classroom that opens the page together."""

LONGEST_WAIT_SECONDS: Final = 5.0
"""So long a request waits for its turn. One address has too few lines for that; it takes a proxy's."""


class HttpLimits:
    """Counts lines that are not upgraded. `open` and `close` come in pairs."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        *,
        a_second: float = REQUESTS_A_SECOND,
        at_once: int = REQUESTS_AT_ONCE,
    ) -> None:
        self._settings, self._clock = settings, clock
        self._pause, self._burst_seconds = 1 / a_second, at_once / a_second
        limit = settings.max_connections_per_ip
        self._most = LINES_A_CONNECTION * max(limit, LEAST_BURST) if limit else 0
        self._open: Counter[str] = Counter()
        self._due: dict[str, float] = {}
        """When the last request of each address was due; that of who asks seldom is long ago."""
        self._swept_at = clock()

    def open(self, peer: str) -> str:
        """Takes one line in and returns the address it counts for, which `close` wants back. Raises Denied."""
        address = address_of(RequestSource(peer, (), ()), self._settings)
        if self._most and self._open[address] >= self._most and not is_trusted(peer, self._settings):
            raise Denied(503, "full", "Too many lines are open from your address.", RETRY_SECONDS)
        self._open[address] += 1
        return address

    def close(self, address: str) -> None:
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    async def turn(self, source: RequestSource) -> None:
        """Returns when a request of this address is due. Others run before in any case: what came in one piece must not
        be answered in one. Raises Denied if that would be too long to wait."""
        wait = self.wait_seconds(source)
        if wait > LONGEST_WAIT_SECONDS:
            raise Denied(429, "too_fast", "Your address asks too often. Try again in a moment.", math.ceil(wait))
        await asyncio.sleep(wait)

    def wait_seconds(self, source: RequestSource) -> float:
        """Until one more request of this address is due. It has a place then, unless that is too long to wait."""
        if not self._most:
            return 0.0
        now = self._clock()
        self._sweep(now)
        address = address_of(source, self._settings)
        due = max(self._due.get(address, 0.0), now - self._burst_seconds) + self._pause
        if due - now <= LONGEST_WAIT_SECONDS:
            self._due[address] = due
        return max(0.0, due - now)

    def addresses(self) -> int:
        """How many are remembered: those that may not ask for all at once again."""
        return len(self._due)

    def _sweep(self, now: float) -> None:
        begin = now - self._burst_seconds
        if self._swept_at < begin:
            self._swept_at = now
            self._due = {address: due for address, due in self._due.items() if due > begin}
