"""Who may come in and how fast: numbers of connections, of handshakes and of new rooms, messages a second. No I/O.

Everything is decided before the upgrade, while an HTTP status can still say why.
"""

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from service.access.origins import Denied, RequestSource, address_of, check_origin
from service.settings import Settings

RETRY_SECONDS: Final = 5
"""When somebody turned away for want of room may knock again."""

RETURN_SECONDS: Final = 0.5
"""One address may bring back all the connections it may have at once, as after a restart, and again after so long.

With the default limit that is 512 handshakes a second, which cost a fifth of a core.
"""

ROOMS_SECONDS: Final = 60.0
"""The same for rooms that nobody here is in: each costs a read of the log, so that a loop through names must not be free."""

LEAST_BURST: Final = 64
"""Where an address may have few connections, each of them may still be reloaded as fast as a person can."""


class ConnectionLimits:
    """Counts who is inside. `enter` and `leave` come in pairs."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._inside: Counter[str] = Counter()
        self._total = 0
        limit = settings.max_connections_per_ip
        burst = max(limit, LEAST_BURST) if limit else 0
        self._handshakes = Buckets(burst / RETURN_SECONDS, burst, clock)
        self._rooms = Buckets(burst / ROOMS_SECONDS, burst, clock)
        self.is_draining = False

    def enter(self, source: RequestSource, *, opens_room: bool = False) -> str:
        """Lets one connection in and returns the address it counts for, which `leave` wants back. Raises Denied."""
        address = self.check(source)
        self._check_pace(self._handshakes, address, "Your address connects too often.")
        if opens_room:
            self._check_pace(self._rooms, address, "Your address opens too many rooms.")
        self._inside[address] += 1
        self._total += 1
        return address

    def check(self, source: RequestSource) -> str:
        """The address one more connection would count for. Raises Denied if it may not come in."""
        if self.is_draining:
            raise Denied(503, "restarting", "Hubbub is restarting and will be back in a moment.", RETRY_SECONDS)
        check_origin(source, self._settings)
        address = address_of(source, self._settings)
        self._check_space(address)
        return address

    def leave(self, address: str) -> None:
        self._total -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]

    def _check_space(self, address: str) -> None:
        limits = self._settings
        if limits.max_connections and self._total >= limits.max_connections:
            raise Denied(503, "full", "Hubbub is full. Try again in a moment.", RETRY_SECONDS)
        if limits.max_connections_per_ip and self._inside[address] >= limits.max_connections_per_ip:
            raise Denied(429, "too_many", "Too many connections come from your address.", RETRY_SECONDS)

    def _check_pace(self, buckets: "Buckets", address: str, reason: str) -> None:
        if wait := buckets.wait_seconds(address):
            raise Denied(429, "too_fast", f"{reason} Try again in a moment.", math.ceil(wait))


@dataclass(slots=True)
class Bucket:
    """A token bucket: `burst` at once, then `rate` a second. A rate of 0 never says no."""

    rate: float
    burst: int
    level: float
    at: float

    def wait_seconds(self, now: float) -> float:
        """Takes one token and returns 0, or takes none and returns the seconds until there is one."""
        if not self.rate:
            return 0.0
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return (1 - self.level) / self.rate
        self.level -= 1
        return 0.0


class Buckets:
    """A bucket for each address, kept until it is full again: as many as knock within that time, and no more."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: dict[str, Bucket] = {}
        self._swept_at = clock()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait_seconds(self, address: str) -> float:
        if not self._rate:
            return 0.0
        now = self._clock()
        self._sweep(now)
        return self._buckets.setdefault(address, Bucket(self._rate, self._burst, self._burst, now)).wait_seconds(now)

    def give_back(self, address: str) -> None:
        """What was taken turned out to be no reason for a limit."""
        self._buckets[address].level += 1

    def _sweep(self, now: float) -> None:
        refill_seconds = self._burst / self._rate
        if now - self._swept_at > refill_seconds:
            self._swept_at = now
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if now - bucket.at <= refill_seconds}
