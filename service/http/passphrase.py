"""The passphrase: asked once per browser, remembered by a signed cookie, and guessed at slowly.

Without it nobody gets a page, a connection or a message; whoever looks after the service still hears that it is well.
"""

import hashlib
import hmac
import math
import re
import time
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs

import structlog
from sanic import HTTPResponse, Request, Sanic

from service.access.handshake import LOBBY, read_cookies, request_source
from service.access.limits import Buckets
from service.access.origins import Denied, address_of, check_origin, is_secure
from service.http.assets import Client
from service.http.routes import SECURITY_HEADERS, YEAR_SECONDS
from service.protocol import ROOM

COOKIE: Final = "pass"
TRIES_AT_ONCE: Final = 10
TRIES_A_SECOND: Final = 0.1
"""Wrong answers of one address: typing badly goes unnoticed, and a year of guessing makes three million."""

LONGEST: Final = 1_024
"""Characters of an answer that are worth a look."""

_SALT: Final = b"hubbub/passphrase/1"  # no secret, and no file to keep one in: the passphrase alone makes the key
_COOKIE: Final = re.compile(r"(?P<issued>[0-9]{1,12})\.(?P<mac>[A-Za-z0-9_-]{43})")
_OPEN: Final = frozenset({"health", "ready", "file", "passphrase"})
"""Routes that anybody may use. The files are the program's own, the same for all, and the question needs some of them."""

_PAGES: Final = frozenset({"lobby", "room"})

_HEADERS: Final = {
    "cache-control": "no-store",
    # The one form of ours that is sent without a script.
    "content-security-policy": SECURITY_HEADERS["content-security-policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
    # With no-referrer a browser would send the form with `Origin: null`, and nobody could tell it from a foreign one.
    "referrer-policy": "same-origin",
}

log_line = structlog.get_logger("hubbub.passphrase")


class WrongPassphrase(Exception):
    """This is not it."""


class Passphrase:
    """Knows the right answer and who gave it, and keeps nothing: another passphrase makes every cookie worthless."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        # Slow once, at the start: a stolen cookie must not be a quick way to try passphrases.
        self._key = hashlib.scrypt(_spelled(secret), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
        self._right = self._sign("answer", _spelled(secret))
        self._clock = clock
        self._tries = Buckets(TRIES_A_SECOND, TRIES_AT_ONCE)

    def check(self, answer: str, address: str) -> None:
        """Raises WrongPassphrase, and after too many of those Denied, whether right or wrong: else guessing could go on."""
        if wait := self._tries.wait_seconds(address):
            seconds = math.ceil(wait)
            reason = f"There were too many tries from your address. Wait {seconds} seconds, then try again."
            raise Denied(429, "too_fast", reason, seconds)
        if not hmac.compare_digest(self._sign("answer", _spelled(answer[:LONGEST])), self._right):
            raise WrongPassphrase
        self._tries.give_back(address)  # a classroom that types well has no limit

    def cookie(self) -> str:
        issued = str(int(self._clock()))
        return f"{issued}.{_text(self._sign('cookie', issued.encode()))}"

    def is_known(self, cookie: str) -> bool:
        found = _COOKIE.fullmatch(cookie)
        if found is None:
            return False
        right = _text(self._sign("cookie", found["issued"].encode()))
        return hmac.compare_digest(found["mac"], right) and self._clock() - int(found["issued"]) <= YEAR_SECONDS

    def _sign(self, purpose: str, what: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b"\0" + what, "sha256")


def _spelled(passphrase: str) -> bytes:
    """One spelling, whatever keyboard it comes from: some compose their letters, some end with a space."""
    return unicodedata.normalize("NFC", passphrase.strip()).encode("utf-8", "replace")


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def ask_for(passphrase: Passphrase, app: Sanic[Any, Any], client: Client) -> None:
    """From here on everything but the open routes is for those who answered."""

    async def ask(request: Request) -> HTTPResponse | None:
        if request.route is None:
            return None  # it leads to nothing, and is told so
        route = request.route.name.rpartition(".")[2]
        if route in _OPEN or passphrase.is_known(read_cookies(request).get(COOKIE, "")):
            return None
        if route in _PAGES:
            return _question(client, request.match_info.get("room", LOBBY))
        raise Denied(403, "passphrase", "This asks for a passphrase first. Open the page in your browser.")

    async def hear(request: Request) -> HTTPResponse:
        settings, source = request.app.ctx.settings, request_source(request)
        check_origin(source, settings)
        fields = _fields(request.body)
        room, address = fields.get("room", LOBBY), address_of(source, settings)
        try:
            passphrase.check(fields.get("passphrase", ""), address)
        except WrongPassphrase:
            log_line.warning("wrong_passphrase", address=address)
            return _question(client, room, "That is not the passphrase. Try again.")
        except Denied as denied:
            answer = _question(client, room, denied.reason, denied.status)
            answer.headers["retry-after"] = str(denied.retry_seconds)
            return answer
        return _let_in(request, room, passphrase.cookie())

    app.on_request(ask)
    app.add_route(hear, "/passphrase", methods=("POST",), name="passphrase")


def _fields(body: bytes) -> dict[str, str]:
    try:
        return {
            name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace"), max_num_fields=8).items()
        }
    except ValueError:
        return {}


def _question(client: Client, room: str, trouble: str = "", status: int = 403) -> HTTPResponse:
    return HTTPResponse(client.question(room, trouble), status, _HEADERS, "text/html; charset=utf-8")


def _let_in(request: Request, room: str, cookie: str) -> HTTPResponse:
    """On to the room they came for, named by us: an address from outside could lead anywhere."""
    place = f"/r/{room}" if ROOM.fullmatch(room) and room != LOBBY else "/"
    answer = HTTPResponse(None, 303, {"location": place, "cache-control": "no-store"})
    secure = request.scheme == "https" or is_secure(request_source(request), request.app.ctx.settings)
    answer.add_cookie(COOKIE, cookie, path="/", max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=secure)
    return answer
