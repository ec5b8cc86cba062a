"""Who is at the door, as far as a request tells: where it comes from, and whether its page may speak here. No I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from service.settings import Settings, origin_key

_HOST_PATTERN: Final = r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?"
_HOST: Final = re.compile(_HOST_PATTERN)
_ORIGIN: Final = re.compile(rf"(?P<scheme>https?)://{_HOST_PATTERN}")
# Some proxies write the port too, which must not make each connection of one address another address.
_WITH_PORT: Final = re.compile(r"\[(?P<six>[^\]]+)\](?::[0-9]+)?|(?P<four>[0-9.]+):[0-9]+")


class Denied(Exception):
    """Somebody may not come in; `status` is the HTTP answer, the message a sentence fit for a person.

    `noted` is for the log: what whoever runs Hubbub needs in order to see why.
    """

    def __init__(
        self, status: int, code: str, reason: str, retry_seconds: int | None = None, noted: dict[str, str] | None = None
    ) -> None:
        super().__init__(reason)
        self.status, self.code, self.reason, self.retry_seconds = status, code, reason, retry_seconds
        self.noted = noted


@dataclass(frozen=True, slots=True)
class RequestSource:
    """What of a request tells who is at the door; lists, since a header may come more than once."""

    peer: str
    hosts: Sequence[str]
    origins: Sequence[str]
    forwarded_for: Sequence[str] = ()
    forwarded_host: Sequence[str] = ()
    forwarded_proto: Sequence[str] = ()


def check_origin(source: RequestSource, settings: Settings) -> None:
    """A page of a foreign site must not talk here in its visitor's name (cross-site WebSocket hijacking).

    Browsers always send Origin (RFC 6455, 4.1); who sends none is no browser, and could forge any. Raises Denied.
    """
    host = _host(source, settings)
    if len(source.origins) > 1:
        raise Denied(400, "bad_origin", "The request has more than one Origin.")
    if source.origins and not _is_welcome(source.origins[0], host, settings):
        reason = "Pages of this origin may not connect here. HUBBUB_ORIGINS allows more."
        raise Denied(403, "foreign_origin", reason, noted={"origin": source.origins[0], "host": host})


def address_of(source: RequestSource, settings: Settings) -> str:
    """The nearest address that is not a proxy of ours; IPv6 by its /64, which one person has to themselves."""
    address = source.peer
    for forwarded in reversed([part.strip() for line in source.forwarded_for for part in line.split(",")]):
        if not is_trusted(address, settings):
            break
        address = forwarded
    return _grouped(address)


def is_secure(source: RequestSource, settings: Settings) -> bool:
    """Whether the person's browser speaks https, as far as a trusted proxy tells."""
    return is_trusted(source.peer, settings) and _last(source.forwarded_proto).lower() == "https"


def is_trusted(address: str, settings: Settings) -> bool:
    """Whether it is a proxy of ours, whose lines are everybody's."""
    if not settings.trusted_proxies:
        return False  # as mostly, and reading an address is not cheap
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in settings.trusted_proxies)


def _host(source: RequestSource, settings: Settings) -> str:
    if len(source.hosts) != 1:
        raise Denied(400, "bad_host", "The request needs exactly one Host.")
    forwarded = _last(source.forwarded_host) if is_trusted(source.peer, settings) else ""
    return forwarded or source.hosts[0]


def _is_welcome(origin: str, host: str, settings: Settings) -> bool:
    """Ours is the origin with our own host and port; its scheme may differ, as TLS often ends at a proxy."""
    found, ours = _ORIGIN.fullmatch(origin), _HOST.fullmatch(host)
    if not found:
        return False  # also "null", which any page can become in a sandboxed frame
    key = _key(found["scheme"], found)
    return key in settings.origins or (ours is not None and key == _key(found["scheme"], ours))


def _key(scheme: str, found: re.Match[str]) -> str:
    return origin_key(scheme, found["host"].strip("[]"), int(found["port"]) if found["port"] else None)


def _grouped(address: str) -> str:
    parsed = _parsed(address) if ":" in address else None  # IPv4 is spelled in one way only
    if parsed is None:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((int(parsed) >> 64 << 64, 64)))  # by its number: it may have a zone, as in fe80::1%eth0
    return str(parsed)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address itself: without a port, and as IPv4 where it only is written as IPv6."""
    found = _WITH_PORT.fullmatch(address)
    try:
        parsed = ip_address((found["six"] or found["four"]) if found else address)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def _last(values: Sequence[str]) -> str:
    """What the nearest proxy said."""
    return values[-1].split(",")[-1].strip() if values else ""
