"""The join request of a WebSocket handshake, read once from its query and cookies: room, cursor, person and name."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from sanic import Request

from service.access.cookies import NAME_COOKIE, new_token, person_id, person_token, read_cookies
from service.access.denied import Denied
from service.text.names import BadName, clean_name
from service.text.rooms import LOBBY, MAX_CHARACTERS, BadRoom, clean_room

_ROOM_FORM: Final = f"letters and digits of any script with - between words, at most {MAX_CHARACTERS} characters"
_ANY: Final = re.compile(r".+", re.DOTALL)
_EPOCH: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEQ: Final = re.compile(r"[0-9]{1,15}")  # below 2^53, the largest whole number that JavaScript holds exactly


@dataclass(frozen=True, slots=True)
class JoinRequest:
    room: str
    after: int | None
    """The last seq the tab has; None if it has nothing."""
    epoch: str | None
    person_id: str
    name: str | None
    """The name in the cookie; None if there is none or it is not a valid name."""


def read_join_request(request: Request[Any, Any]) -> JoinRequest:
    """Raises Denied if the room, `after` or the epoch is invalid."""
    cookies = read_cookies(request)
    after = _argument(request, "after", _SEQ, "a whole number of at least 0")
    return JoinRequest(
        room=named_room(_argument(request, "room", _ANY, _ROOM_FORM) or LOBBY),
        after=None if after is None else int(after),
        epoch=_argument(request, "epoch", _EPOCH, "the one from a welcome"),
        person_id=person_id(person_token(cookies) or new_token()),
        name=_name(cookies.get(NAME_COOKIE, "")),
    )


def named_room(text: str) -> str:
    """The room of this name, in any spelling. Raises Denied."""
    try:
        return clean_room(text)
    except BadRoom:
        raise Denied(400, "bad_room", f"The room must be {_ROOM_FORM}.") from None


def _argument(request: Request[Any, Any], name: str, form: re.Pattern[str], meaning: str) -> str | None:
    values = request.args.getlist(name, [])
    if not values or values == [""]:
        return None
    if len(values) > 1 or not form.fullmatch(values[0]):
        raise Denied(400, f"bad_{name}", f"The {name} must be {meaning}.")
    value: str = values[0]
    return value


def _name(value: str) -> str | None:
    """From percent-encoded UTF-8 (RFC 6265 allows only ASCII). An invalid name is ignored: the person gets a random one."""
    if not value:
        return None
    try:
        return clean_name(unquote_to_bytes(value.encode("utf-8", "surrogateescape")).decode("utf-8"))
    except (UnicodeError, BadName):
        return None
