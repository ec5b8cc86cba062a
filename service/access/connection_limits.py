"""Limits WebSocket connections: their number, the rate of handshakes of a client address, and the rate at which it may open
rooms in which nobody is. Checks them before the upgrade, because only then can an HTTP status report the reason.
"""

import math
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from service.access.denied import Denied
from service.access.origins import check_origin
from service.access.request_source import RequestSource, client_address
from service.access.token_bucket import TokenBuckets
from service.settings import Settings

RETRY_SECONDS: Final = 5
"""Retry-After of a refusal that no rate limit causes: for too many open connections, a restart, a log that fails."""

HANDSHAKE_REFILL_SECONDS: Final = 0.5
"""Time in which an empty token bucket of handshakes becomes full. A client address may open all its connections at once, as
after a restart.

Limits a program that loops over handshakes: with the default settings to 512 per second, which take a fifth of a core.
"""

ROOM_REFILL_SECONDS: Final = 60.0
"""Time in which an empty token bucket of opened rooms becomes full. A room is opened when its first tab on this node joins. A
client address may open as many rooms at once as it may have connections, but at least MIN_BURST.

Limits a program that loops over room names, because opening a room takes a read of the log.
"""

MIN_BURST: Final = 64
"""Smallest burst of handshakes and of rooms, so that a low connection limit still allows fast reloads."""


class ConnectionLimits:
    """Counts the open connections. Each `enter` is followed by one `leave`."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._open: Counter[str] = Counter()
        self._total = 0
        limit = settings.max_connections_per_ip
        burst = max(limit, MIN_BURST) if limit else 0
        self._handshakes = TokenBuckets(burst / HANDSHAKE_REFILL_SECONDS, burst, clock)
        self._rooms = TokenBuckets(burst / ROOM_REFILL_SECONDS, burst, clock)
        self.is_draining = False

    def enter(self, source: RequestSource, *, opens_room: bool = False) -> str:
        """Counts one more connection and returns its client address, to be passed to `leave`. Raises Denied."""
        address = self.check(source)
        _check_rate(self._handshakes, address, "Your address connects too often.")
        if opens_room:
            _check_rate(self._rooms, address, "Your address opens too many rooms.")
        self._open[address] += 1
        self._total += 1
        return address

    def check(self, source: RequestSource) -> str:
        """Raises Denied if the server stops, if the origin is foreign, or if too many connections are open. Does not look at
        the rates. Returns the client address."""
        self.check_draining()
        check_origin(source, self._settings)
        address = client_address(source, self._settings)
        self._check_count(address)
        return address

    def check_draining(self) -> None:
        if self.is_draining:
            raise Denied(503, "restarting", "Hubbub is restarting and will be back in a moment.", RETRY_SECONDS)

    def leave(self, address: str) -> None:
        self._total -= 1
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    def _check_count(self, address: str) -> None:
        limits = self._settings
        if limits.max_connections and self._total >= limits.max_connections:
            raise Denied(503, "full", "Hubbub is full. Try again in a moment.", RETRY_SECONDS)
        if limits.max_connections_per_ip and self._open[address] >= limits.max_connections_per_ip:
            raise Denied(429, "too_many", "Your address has too many connections.", RETRY_SECONDS)


def _check_rate(buckets: TokenBuckets, address: str, reason: str) -> None:
    if wait := buckets.take(address):
        raise Denied(429, "too_fast", f"{reason} Try again in a moment.", math.ceil(wait))
