"""Finds out where a request comes from: its client address, host and scheme, also behind trusted proxies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

from sanic import Request

from service.access.denied import Denied
from service.settings import Settings

# Some proxies add the port. It is removed, so that all connections of a client have one address.
_WITH_PORT: Final = re.compile(r"\[(?P<six>[^\]]+)\](?::[0-9]+)?|(?P<four>[0-9.]+):[0-9]+")


@dataclass(frozen=True, slots=True)
class RequestSource:
    """The address of the peer, and the headers that say where the request comes from: lists, because a header may be repeated."""

    peer: str
    hosts: Sequence[str] = ()
    origins: Sequence[str] = ()
    forwarded_for: Sequence[str] = ()
    forwarded_host: Sequence[str] = ()
    forwarded_proto: Sequence[str] = ()


def request_source(request: Request[Any, Any]) -> RequestSource:
    every = request.headers.getall
    return RequestSource(
        peer=request.ip or "",
        hosts=every("host", []),
        origins=every("origin", []),
        forwarded_for=every("x-forwarded-for", []),
        forwarded_host=every("x-forwarded-host", []),
        forwarded_proto=every("x-forwarded-proto", []),
    )


def client_address(source: RequestSource, settings: Settings) -> str:
    """Returns the nearest address that is not a trusted proxy; for IPv6 its /64 network, because one customer has all of it."""
    address = source.peer
    for forwarded in reversed([part.strip() for header in source.forwarded_for for part in header.split(",")]):
        if not is_trusted(address, settings):
            break
        address = forwarded
    return _grouped(address)


def host(source: RequestSource, settings: Settings) -> str:
    """Returns the host that the browser asked for. Raises Denied unless there is exactly one Host header."""
    if len(source.hosts) != 1:
        raise Denied(400, "bad_host", "The request needs exactly one Host header.")
    forwarded = _last(source.forwarded_host) if is_trusted(source.peer, settings) else ""
    return forwarded or source.hosts[0]


def is_https(source: RequestSource, settings: Settings) -> bool:
    """Whether the browser uses https, as reported by a trusted proxy."""
    return is_trusted(source.peer, settings) and _last(source.forwarded_proto).lower() == "https"


def is_trusted(address: str, settings: Settings) -> bool:
    """Whether the address belongs to a trusted proxy."""
    if not settings.trusted_proxies:
        return False  # the usual case, which need not parse the address
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in settings.trusted_proxies)


def _last(values: Sequence[str]) -> str:
    """Returns the value that the nearest proxy added."""
    return values[-1].split(",")[-1].strip() if values else ""


def _grouped(address: str) -> str:
    # Without a colon there is neither a port nor a second spelling.
    parsed = _parsed(address) if ":" in address else None
    if parsed is None:
        return address[:64]  # bounds memory: a client behind a proxy can forge any text
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((int(parsed) >> 64 << 64, 64)))  # by way of an integer, which drops a zone such as %eth0
    return str(parsed)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Parses an address and drops its port. Returns an IPv4-mapped IPv6 address as IPv4."""
    found = _WITH_PORT.fullmatch(address)
    try:
        parsed = ip_address((found["six"] or found["four"]) if found else address)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed
