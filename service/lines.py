"""How many lines an address may have open that are not upgraded. No I/O.

Each costs a file and some memory before anything is said on it, and all of them together must keep nobody out.
"""

from collections import Counter
from typing import Final

from service.guard import LEAST_BURST, RETRY_SECONDS
from service.knock import Denied, Knock, address_of, is_trusted
from service.settings import Settings

LINES_A_CONNECTION: Final = 2
"""Lines for each connection that an address may have. A browser opens six for its page, and then has one connection."""


class Lines:
    """Counts lines that are not upgraded. `open` and `close` come in pairs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        limit = settings.max_connections_per_ip
        self._most = LINES_A_CONNECTION * max(limit, LEAST_BURST) if limit else 0
        self._open: Counter[str] = Counter()

    def open(self, peer: str) -> str:
        """Takes one line in and returns the address it counts for, which `close` wants back. Raises Denied."""
        address = address_of(Knock(peer, (), ()), self._settings)
        if self._most and self._open[address] >= self._most and not is_trusted(peer, self._settings):
            raise Denied(503, "full", "Too many lines are open from your address.", RETRY_SECONDS)
        self._open[address] += 1
        return address

    def close(self, address: str) -> None:
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]
