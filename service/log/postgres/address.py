"""The address of a database, read from `HUBBUB_LOG`. Neither an error nor the repr or str of an address shows the password."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlencode

from service.log.contract import LogUnusable

DEFAULT_PORT: Final = 5432
PARAMETERS: Final = ("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl")
MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


@dataclass(frozen=True, slots=True)
class Host:
    name: str
    """A host name, an IP address, or the folder of a Unix socket."""
    port: int


@dataclass(frozen=True, slots=True)
class Address:
    hosts: tuple[Host, ...]
    """One of them is the primary, which is written to; the others are its standbys."""
    user: str
    database: str
    password: str | None = field(default=None, repr=False)
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        hosts = ",".join(f"{host.name}:{host.port}" for host in self.hosts)
        return f"postgresql://{hosts}/{self.database}"

    @property
    def ssl_url(self) -> str:
        """Only the parameters of TLS, in the form that asyncpg reads."""
        return f"postgresql:///?{urlencode(self.parameters)}"


def parse_address(url: str) -> Address:
    """Reads `postgresql://USER:PASSWORD@HOST[:PORT][,HOST…]/DATABASE[?sslmode=…]`. Raises LogUnusable."""
    rest = url.partition("://")[2]
    authority, _, path = rest.partition("/")
    if "@" in path or authority.count("@") > 1:
        raise _invalid("an @, / or ? in the user or the password must be percent-encoded (%40, %2F, %3F)")
    person, _, hosts = authority.rpartition("@")
    user, has_password, password = person.partition(":")
    database, _, query = path.partition("?")
    if not user:
        raise _invalid("the user is missing")
    if not database or "/" in database:
        raise _invalid("the name of the database is missing, or has a / that is not percent-encoded")
    return Address(
        tuple(_host(host) for host in hosts.split(",")),
        unquote(user),
        unquote(database),
        unquote(password) if has_password else None,
        tuple(_parameter(one) for one in query.split("&") if one),
    )


def _host(written: str) -> Host:
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{1,5}))?", written)
    if found is None or not 0 < (port := int(found[2] or DEFAULT_PORT)) < 65_536:
        raise _invalid("a host or its port is invalid; a : in the user or the password must be percent-encoded (%3A)")
    return Host(unquote(found[1].strip("[]")), port)


def _parameter(written: str) -> tuple[str, str]:
    name, _, value = written.partition("=")
    if name not in PARAMETERS:
        shown = f" {name}" if re.fullmatch("[a-z_]{1,40}", name) else ""
        raise _invalid(f"the parameter{shown} is unknown; known are {', '.join(PARAMETERS)}")
    if name == "sslmode" and value not in MODES:
        raise _invalid(f"sslmode must be one of {', '.join(MODES)}")
    return name, unquote(value)


def _invalid(reason: str) -> LogUnusable:
    return LogUnusable(
        f"HUBBUB_LOG is invalid: {reason}. It must be postgresql://USER:PASSWORD@HOST[:PORT]/DATABASE[?sslmode=…]."
    )
