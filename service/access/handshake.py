"""What a handshake asks for, read once from its address and cookies: a room, a cursor, a person, a name."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from sanic import Request

from service.access.origins import Denied, RequestSource
from service.protocol import ROOM
from service.text import names

PERSON_COOKIE: Final = "person"
NAME_COOKIE: Final = "name"
LOBBY: Final = "lobby"

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_EPOCH: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEQ: Final = re.compile(r"[0-9]{1,15}")  # below 2^53, so that every language can hold it


@dataclass(frozen=True, slots=True)
class JoinRequest:
    room: str
    after: int | None
    """The last seq the tab has; None if it has nothing."""
    epoch: str | None
    person_id: str
    name: str | None
    """What the person wants to be called; None if they said nothing, or nothing that can be a name."""


def read_join_request(request: Request) -> JoinRequest:
    """Raises Denied for a room, cursor or epoch that cannot be meant."""
    cookies = read_cookies(request)
    token = cookies.get(PERSON_COOKIE, "")
    after = _argument(request, "after", _SEQ, "a whole number of at least 0")
    return JoinRequest(
        room=_argument(request, "room", ROOM, "a-z, 0-9 and -, at most 63 of them") or LOBBY,
        after=None if after is None else int(after),
        epoch=_argument(request, "epoch", _EPOCH, "the one from a welcome"),
        person_id=person_id(token if _TOKEN.fullmatch(token) else new_token()),
        name=_wanted_name(cookies.get(NAME_COOKIE, "")),
    )


def _argument(request: Request, name: str, form: re.Pattern[str], meaning: str) -> str | None:
    values = request.args.getlist(name, [])
    if not values or values == [""]:
        return None
    if len(values) > 1 or not form.fullmatch(values[0]):
        raise Denied(400, f"bad_{name}", f"The {name} must be {meaning}.")
    value: str = values[0]
    return value


def read_cookies(request: Request) -> dict[str, str]:
    """Every cookie, of all Cookie headers, the first of a name winning; values as they stand.

    Sanic's own reading prefers `__Host-name` to `name` and stops at the first header.
    """
    cookies: dict[str, str] = {}
    for header in request.headers.getall("cookie", []):
        for pair in header.split(";"):
            name, _, value = pair.partition("=")
            cookies.setdefault(name.strip(), value.strip())
    return cookies


def _wanted_name(value: str) -> str | None:
    """Percent-encoded UTF-8, as RFC 6265 leaves no other way; a value that is none is no name, and no error."""
    if not value:
        return None
    try:
        return names.clean(unquote_to_bytes(value.encode("utf-8", "surrogateescape")).decode("utf-8"))
    except (UnicodeError, names.BadName):
        return None


def new_token() -> str:
    """The secret that makes a browser one person: 128 random bits."""
    return secrets.token_urlsafe(16)


def person_id(token: str) -> str:
    """96 bits of a hash: everybody may see it, and it gives nobody the token back."""
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:12]).decode()


def has_token(request: Request) -> bool:
    return _TOKEN.fullmatch(read_cookies(request).get(PERSON_COOKIE, "")) is not None


def request_source(request: Request) -> RequestSource:
    """Who is at the door, as far as the request tells."""
    every = request.headers.getall
    return RequestSource(
        peer=request.ip or "",
        hosts=every("host", []),
        origins=every("origin", []),
        forwarded_for=every("x-forwarded-for", []),
        forwarded_host=every("x-forwarded-host", []),
        forwarded_proto=every("x-forwarded-proto", []),
    )
