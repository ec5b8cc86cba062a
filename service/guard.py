"""Who may come in and how fast: addresses, origins, numbers of connections, messages a second. No I/O.

Everything is decided before the upgrade, while an HTTP status can still say why.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from service.settings import Network, Settings, origin_key

RETRY_SECONDS: Final = 5
"""When somebody turned away for want of room may knock again."""

_HOST: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")


class Denied(Exception):
    """Somebody may not come in; `status` is the HTTP answer, the message a sentence fit for a person."""

    def __init__(self, status: int, code: str, reason: str, retry_seconds: int | None = None) -> None:
        super().__init__(reason)
        self.status, self.code, self.reason, self.retry_seconds = status, code, reason, retry_seconds


@dataclass(frozen=True, slots=True)
class Knock:
    """What of a request tells who is at the door; lists, since a header may come more than once."""

    peer: str
    hosts: Sequence[str]
    origins: Sequence[str]
    forwarded_for: Sequence[str] = ()
    forwarded_host: Sequence[str] = ()
    forwarded_proto: Sequence[str] = ()


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
        self._check_origin(knock)
        address = self._address(knock)
        limits = self._settings
        if limits.max_connections and self._total >= limits.max_connections:
            raise Denied(503, "full", "Hubbub is full. Try again in a moment.", RETRY_SECONDS)
        if limits.max_connections_per_ip and self._inside[address] >= limits.max_connections_per_ip:
            raise Denied(429, "too_many", "Too many connections come from your address.", RETRY_SECONDS)
        self._inside[address] += 1
        self._total += 1
        return address

    def leave(self, address: str) -> None:
        self._total -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]

    def is_secure(self, knock: Knock) -> bool:
        """Whether the person's browser speaks https, as far as a trusted proxy tells."""
        return self._is_trusted(knock.peer) and [_last(knock.forwarded_proto)] == ["https"]

    def _check_origin(self, knock: Knock) -> None:
        """A page of a foreign site must not talk here in its visitor's name (cross-site WebSocket hijacking).

        Browsers always send Origin (RFC 6455, 4.1); who sends none is no browser, and could forge any.
        """
        host = self._host(knock)
        if len(knock.origins) > 1:
            raise Denied(400, "bad_origin", "The request has more than one Origin.")
        if knock.origins and not self._is_welcome(knock.origins[0], host):
            raise Denied(
                403, "foreign_origin", "Pages of this origin may not connect here. HUBBUB_ORIGINS allows more."
            )

    def _host(self, knock: Knock) -> str:
        if self._is_trusted(knock.peer) and knock.forwarded_host:
            return _last(knock.forwarded_host)
        if len(knock.hosts) != 1:
            raise Denied(400, "bad_host", "The request needs exactly one Host.")
        return knock.hosts[0]

    def _is_welcome(self, origin: str, host: str) -> bool:
        """Ours is the origin with our own host and port; its scheme may differ, as TLS often ends at a proxy."""
        try:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
                return False
            if parts.path or parts.query or parts.fragment:
                return False
            key = origin_key(parts.scheme, parts.hostname, parts.port)
        except ValueError:
            return False
        return key in self._settings.origins or key == _own_origin(parts.scheme, host)

    def _address(self, knock: Knock) -> str:
        """The nearest address that is not a proxy of ours; IPv6 by its /64, which one person has to themselves."""
        address = knock.peer
        for forwarded in reversed([part.strip() for line in knock.forwarded_for for part in line.split(",")]):
            if not self._is_trusted(address):
                break
            address = forwarded
        return _grouped(address)

    def _is_trusted(self, address: str) -> bool:
        return any(_is_in(address, network) for network in self._settings.trusted_proxies)


def _own_origin(scheme: str, host: str) -> str | None:
    found = _HOST.fullmatch(host)
    if not found:
        return None
    return origin_key(scheme, found["host"].strip("[]"), int(found["port"]) if found["port"] else None)


def _is_in(address: str, network: Network) -> bool:
    try:
        return ip_address(address) in network
    except ValueError:
        return False


def _grouped(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or f"{parsed.exploded[:19]}::/64")
    return str(parsed)


def _last(values: Sequence[str]) -> str:
    """What the nearest proxy said."""
    return values[-1].split(",")[-1].strip() if values else ""


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
