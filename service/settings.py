"""Every setting, with its default and its reason. Read from the environment only; a bad one stops the start."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, TypeVar
from urllib.parse import urlsplit

PREFIX: Final = "HUBBUB_"
DEFAULT_LOG: Final = "sqlite:data/hubbub.db"

PASSPHRASE_CHARACTERS: Final = 8
"""The least that NIST SP 800-63B asks of a secret people choose; with a limit on tries it cannot be guessed."""

Network = IPv4Network | IPv6Network
Value = TypeVar("Value")


class BadSetting(ValueError):
    """A setting that cannot be meant; the message names the variable and what it may be."""


@dataclass(frozen=True, slots=True)
class Settings:
    log: str = DEFAULT_LOG
    title: str = "Hubbub"
    rate: float = 5.0
    """Messages a second per person. Faster than anyone types, slow enough that one person cannot fill a screen."""
    burst: int = 20
    """Messages at once before the rate counts: what an outbox holds after a while without a line."""
    max_text: int = 4000
    max_connections: int = 10_000
    max_connections_per_ip: int = 256
    """A classroom or an office often shares one address."""
    origins: frozenset[str] = frozenset()
    """Origins besides our own whose pages may connect, as `scheme://host[:port]`."""
    trusted_proxies: tuple[Network, ...] = ()
    retention_days: float = 0.0
    passphrase: str = field(default="", repr=False)
    """Asked once per browser, if set; a new one asks everybody again."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises BadSetting for the first value that cannot be meant. An empty one counts as not set."""
        values = {
            name.lower(): _read(name, value, reader)
            for name, reader in _READERS.items()
            if (value := environment.get(PREFIX + name, "").strip())
        }
        return cls(**values)  # type: ignore[arg-type]


def unknown(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that look like settings and are none: most likely misspelt."""
    known = {PREFIX + name for name in (*_READERS, *_READ_ELSEWHERE)}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _read(name: str, value: str, reader: Callable[[str], Value]) -> Value:
    try:
        return reader(value)
    except ValueError as error:
        shown = "***" if name in _SECRET else repr(value)
        raise BadSetting(f"{PREFIX}{name}={shown}: {error}.") from None


def _whole(lowest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or int(value[:10]) < lowest or len(value) > 9:
            raise ValueError(f"it must be a whole number of at least {lowest} and below a thousand million")
        return int(value)

    return read


def _amount(value: str) -> float:
    try:
        amount = float(value)
    except ValueError:
        amount = -1
    if not 0 <= amount < 1e9:
        raise ValueError("it must be a number of at least 0")
    return amount


def _log(value: str) -> str:
    scheme, _, rest = value.partition(":")
    if scheme == "sqlite" and rest:
        return value
    if scheme in ("redis", "rediss"):
        raise ValueError("this version keeps its log in SQLite; use sqlite:PATH")
    raise ValueError("it must be sqlite:PATH, for example sqlite:data/hubbub.db")


def _origins(value: str) -> frozenset[str]:
    return frozenset(_origin(origin.strip()) for origin in value.split(",") if origin.strip())


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.username:
        raise ValueError("each must be an origin such as https://chat.example.org")
    return origin_key(parts.scheme, parts.hostname, parts.port)


def origin_key(scheme: str, host: str, port: int | None) -> str:
    """An origin in one spelling, so that two are equal exactly when RFC 6454 says so."""
    return f"{scheme}://{host.lower()}:{port or {'http': 80, 'https': 443}[scheme]}"


def _networks(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
    except ValueError:
        raise ValueError("it must be addresses or networks such as 10.0.0.0/8, separated by commas") from None


def _passphrase(value: str) -> str:
    if len(value) < PASSPHRASE_CHARACTERS:
        raise ValueError(f"it must have at least {PASSPHRASE_CHARACTERS} characters")
    return value


_READERS: Final[dict[str, Callable[[str], object]]] = {
    "LOG": _log,
    "TITLE": str,
    "RATE": _amount,
    "BURST": _whole(1),
    "MAX_TEXT": _whole(1),
    "MAX_CONNECTIONS": _whole(0),
    "MAX_CONNECTIONS_PER_IP": _whole(0),
    "ORIGINS": _origins,
    "TRUSTED_PROXIES": _networks,
    "RETENTION_DAYS": _amount,
    "PASSPHRASE": _passphrase,
}
_SECRET: Final = frozenset({"PASSPHRASE"})
_READ_ELSEWHERE: Final = ("PORT", "CHROMIUM", "FIREFOX")
"""By make, compose and the tests."""
