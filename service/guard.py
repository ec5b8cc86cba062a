"""Who may come in and how fast: numbers of connections, messages a second. No I/O.

Everything is decided before the upgrade, while an HTTP status can still say why.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from service.knock import Denied, Knock, address_of, check_origin
from service.settings import Settings

RETRY_SECONDS: Final = 5
"""When somebody turned away for want of room may knock again."""


class Guard:
    """Counts who is inside. `enter` and `leave` come in pairs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._inside: Counter[str] = Counter()
        self._total = 0
        self.is_draining = False

    def enter(self, knock: Knock) -> str:
        """Lets one connection in and returns the address it counts for, which `leave` wants back. Raises Denied."""
        if self.is_draining:
            raise Denied(503, "restarting", "Hubbub is restarting and will be back in a moment.", RETRY_SECONDS)
        check_origin(knock, self._settings)
        address = address_of(knock, self._settings)
        self._check_space(address)
        self._inside[address] += 1
        self._total += 1
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
