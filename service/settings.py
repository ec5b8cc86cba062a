"""Every setting: its type, its default and the reason for it. All are environment variables; an invalid value aborts the
start."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, Final, get_type_hints

PREFIX: Final = "HUBBUB_"
DEFAULT_LOG: Final = "sqlite:data/hubbub.db"

MIN_PASSPHRASE_CHARACTERS: Final = 8
"""The minimum of NIST SP 800-63B in revision 3; revision 4 asks for 15. The rate of guesses is limited (access/passphrase.py),
so that an uncommon passphrase of this length is hard to guess."""

MAX_PASSPHRASE_CHARACTERS: Final = 1_024
"""Most characters of the passphrase. What a person enters is cut to this length before it is compared, which bounds the time of
a guess."""

Network = IPv4Network | IPv6Network


class BadSetting(ValueError):
    """An invalid value. The message names the variable and the valid values."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The variable of a setting is HUBBUB_ and its name in capitals; `Annotated` names the function that parses the value."""

    log: Annotated[str, _log] = field(default=DEFAULT_LOG, repr=False)
    """It may have a password, so neither `repr` nor an error message shows it."""
    title: Annotated[str, str] = "Hubbub"
    rate: Annotated[float, _number] = 5.0
    """Messages per second and person: more than a person types, and few enough that one person cannot flood a room."""
    burst: Annotated[int, _whole_number(1)] = 20
    """Messages that a person may send at once, as the outbox does after a reconnect."""
    max_text: Annotated[int, _whole_number(1)] = 4000
    max_connections: Annotated[int, _whole_number(0)] = 10_000
    max_connections_per_ip: Annotated[int, _whole_number(0)] = 256
    """High by default, because a classroom or an office often shares one address."""
    origins: Annotated[frozenset[str], _origins] = frozenset()
    """Origins besides our own whose pages may connect, as `scheme://host:port`."""
    trusted_proxies: Annotated[tuple[Network, ...], _networks] = ()
    retention_days: Annotated[float, _number] = 0.0
    edit_hours: Annotated[float | None, _hours] = 24.0
    """Long enough to correct a mistake, and short enough that nobody rewrites what others have long answered. None: no end."""
    passphrase: Annotated[str, _passphrase] = field(default="", repr=False)
    """If set, each browser has to enter it once, and again after it changes."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Raises BadSetting for the first invalid value. An empty variable counts as not set."""
        types = get_type_hints(cls, include_extras=True)
        values: dict[str, Any] = {}
        for setting in fields(cls):
            variable = PREFIX + setting.name.upper()
            if value := environment.get(variable, "").strip():
                (read,) = types[setting.name].__metadata__
                values[setting.name] = _read(read, variable, value, is_secret=not setting.repr)
        return cls(**values)


_OTHER_VARIABLES: Final = frozenset({"HUBBUB_PORT", "HUBBUB_CHROMIUM", "HUBBUB_FIREFOX"})
"""Read by make, Compose and the tests."""


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Returns the variables with our prefix that are not settings, most likely misspelt."""
    known = {PREFIX + setting.name.upper() for setting in fields(Settings)} | _OTHER_VARIABLES
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _read(read: Callable[[str], object], variable: str, value: str, *, is_secret: bool) -> object:
    try:
        return read(value)
    except ValueError as error:
        shown = "***" if is_secret else repr(value)
        raise BadSetting(f"{variable}={shown} is an invalid value: it must be {error}.") from None


_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ORIGIN: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII | re.IGNORECASE
)

# Each of these functions reads one kind of value, or raises ValueError with the valid values.


def _log(value: str) -> str:
    scheme, _, rest = value.partition(":")
    if not (scheme == "sqlite" and rest) and not value.startswith("postgresql://"):
        raise ValueError("sqlite:PATH, or postgresql://USER:PASSWORD@HOST/DATABASE")
    return value


def _number(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1
    if not 0 <= number < 1e9:
        raise ValueError("a number of at least 0 and below 1,000,000,000")
    return number


def _hours(value: str) -> float | None:
    try:
        return None if value.lower() == "unlimited" else _number(value)
    except ValueError as error:
        raise ValueError(f"{error}, or unlimited") from None


def _whole_number(lowest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) < lowest:
            raise ValueError(f"a whole number of at least {lowest} and below 1,000,000,000")
        return int(value)

    return read


def _origins(value: str) -> frozenset[str]:
    keys = {origin_key(origin.strip()) for origin in value.split(",") if origin.strip()}
    if None in keys:
        raise ValueError("origins such as https://chat.example.org, separated by commas")
    return frozenset(key for key in keys if key)


def origin_key(origin: str) -> str | None:
    """Returns an http(s) origin in lower case and with its port, so that equal origins (RFC 6454) are equal texts. None if it
    is invalid."""
    if not (found := _ORIGIN.fullmatch(origin)):
        return None
    scheme, host = found["scheme"].lower(), found["host"].lower()
    return f"{scheme}://{host}:{int(found['port'] or _DEFAULT_PORTS[scheme])}"


def _networks(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
    except ValueError:
        raise ValueError("addresses or networks such as 10.0.0.0/8, separated by commas") from None


def _passphrase(value: str) -> str:
    if not MIN_PASSPHRASE_CHARACTERS <= len(value) <= MAX_PASSPHRASE_CHARACTERS:
        raise ValueError(f"{MIN_PASSPHRASE_CHARACTERS} to {MAX_PASSPHRASE_CHARACTERS:,} characters long")
    return value
