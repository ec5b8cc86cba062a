"""The join request of a handshake, read once from its query, cookies and subprotocols: room, cursor, person and name."""

import re
from dataclasses import dataclass
from typing import Any, Final

from sanic import Request

from service.access.cookies import NAME, PERSON, Cookies, decoded_name, new_token, person_id, valid_token
from service.access.denied import Denied
from service.access.offered_identity import offered, offered_value
from service.access.request_source import RequestSource
from service.settings import Settings
from service.text.rooms import LOBBY, MAX_CHARACTERS, BadRoom, clean_room

_ROOM_FORM: Final = f"letters and digits of any script with - between words, at most {MAX_CHARACTERS} characters"
_ANY: Final = re.compile(r".+", re.DOTALL)
_ALL: Final = re.compile("all")
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
    """The name that the tab sent; None if it sent no valid one."""
    languages: str = ""
    """The person's languages, as in the header Accept-Language, for a random name."""
    secret: str | None = None
    """A new token for a person who sent none. With it the tab is the same person when it reconnects."""
    counts_entries: bool = False
    """Whether the tab says that it counts every entry, also of a type that it does not know."""


def read_join_request(request: Request[Any, Any], source: RequestSource, settings: Settings) -> JoinRequest:
    """Raises Denied if an argument of the query is invalid."""
    cookies, offers = Cookies(request, source, settings), offered(request)
    known = valid_token(offered_value(offers, PERSON)) or cookies.person_token()
    token = known or new_token()
    after = _argument(request, "after", _SEQ, "a whole number of at least 0")
    return JoinRequest(
        room=named_room(_argument(request, "room", _ANY, _ROOM_FORM) or LOBBY),
        after=None if after is None else int(after),
        epoch=_argument(request, "epoch", _EPOCH, "the one from a welcome"),
        person_id=person_id(token),
        name=decoded_name(offered_value(offers, NAME)) or cookies.name(),
        languages=cookies.languages,
        secret=None if known else token,
        counts_entries=_argument(request, "entries", _ALL, "all") is not None,
    )


def named_room(text: str) -> str:
    """Returns the name of the room in its one spelling. Raises Denied."""
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
