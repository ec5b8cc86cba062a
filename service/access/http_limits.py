"""Limits HTTP for each client address: its open connections that are not WebSockets, and its requests per second.

This stops floods: each connection takes an open file and memory, and each request takes processor time.
"""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from service.access.connection_limits import MIN_BURST, RETRY_SECONDS
from service.access.denied import Denied
from service.access.request_source import RequestSource, client_address, is_trusted
from service.access.token_bucket import TokenBuckets
from service.settings import Settings

HTTP_PER_WEBSOCKET: Final = 2
"""HTTP connections per allowed WebSocket of an address: by default 512 in all, enough for 85 browsers that load the page
together with six connections each."""

REQUESTS_PER_SECOND: Final = 512
"""Requests per client address, which take a tenth of a core. Excess requests are delayed, not refused."""

REQUEST_BURST: Final = 2_048
"""Requests at once: enough for 25 people behind one address who open the page together, with about 80 files each. More people
wait for a moment."""

MAX_DELAY_SECONDS: Final = 5.0
"""Longest delay of a request; one that would wait longer is refused. When this limit is reached, 2,560 requests of one client
address wait, each on a connection of its own: only behind a trusted proxy can an address have that many."""


class HttpLimits:
    """Counts HTTP connections until they end or are upgraded. Each `connect` is followed by one `disconnect`."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        *,
        rate: float = REQUESTS_PER_SECOND,
        burst: int = REQUEST_BURST,
    ) -> None:
        self._settings = settings
        limit = settings.max_connections_per_ip
        self._max_open = HTTP_PER_WEBSOCKET * max(limit, MIN_BURST) if limit else 0
        self._open: Counter[str] = Counter()
        self._requests = TokenBuckets(rate if limit else 0, burst, clock)

    def connect(self, peer: str) -> str:
        """Counts one more connection and returns its address, to be passed to `disconnect`. Raises Denied.

        A trusted proxy has no limit here, because its connections belong to all its clients.
        """
        address = client_address(RequestSource(peer), self._settings)
        if self._max_open and self._open[address] >= self._max_open and not is_trusted(peer, self._settings):
            raise Denied(503, "full", "Your address has too many open connections.", RETRY_SECONDS)
        self._open[address] += 1
        return address

    def disconnect(self, address: str) -> None:
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    async def delay(self, source: RequestSource) -> None:
        """Waits until the client address may send one more request. Raises Denied if the wait would be too long.

        Always lets other tasks run, so that requests that arrive together are not answered in one turn of the loop.
        """
        wait = self._requests.take(client_address(source, self._settings), MAX_DELAY_SECONDS)
        if wait > MAX_DELAY_SECONDS:
            raise Denied(
                429, "too_fast", "Your address sends too many requests. Try again in a moment.", math.ceil(wait)
            )
        await asyncio.sleep(wait)
