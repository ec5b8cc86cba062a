"""Asks each browser once for the passphrase, and refuses every request without the cookie that a right answer sets.

Without the cookie there is no page, no connection and no message. Health checks stay open.
"""

from typing import Final
from urllib.parse import parse_qs, unquote, urlencode

import structlog
from sanic import HTTPResponse

from service.access.cookies import PASSPHRASE, Cookies
from service.access.denied import Denied
from service.access.origins import check_origin
from service.access.passphrase import Passphrase, WrongPassphrase
from service.access.request_source import client_address, request_source
from service.http.assets import Assets
from service.http.security import SECURITY_HEADERS
from service.services import HubbubRequest
from service.text.rooms import LOBBY, BadRoom, clean_room, is_room, path_of

_OPEN_ROUTES: Final = frozenset({"health", "ready", "file", "passphrase", "passphrase_cookie", "no_room"})
"""Routes that need no passphrase. The files are the program's own, and this page needs some of them; `no_room` is `/r`."""

_PAGE_ROUTES: Final = frozenset({"lobby", "room"})

_HEADERS: Final = {
    # The only form that is sent without a script.
    "content-security-policy": SECURITY_HEADERS["content-security-policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
    # With no-referrer a browser would send this form with `Origin: null`, like a foreign page in a sandboxed frame.
    "referrer-policy": "same-origin",
}

_NEEDS_COOKIES: Final = (
    "This page needs cookies, and your browser did not keep one. Allow cookies here, then enter the passphrase again."
)

logger = structlog.get_logger("hubbub.http")


class PassphrasePage:
    def __init__(self, passphrase: Passphrase, assets: Assets) -> None:
        self._passphrase, self._assets = passphrase, assets

    async def require_cookie(self, request: HubbubRequest) -> HTTPResponse | None:
        """Runs before every request, and answers in place of its handler unless the browser has a valid cookie."""
        if request.route is None:
            return None  # a path without a route is answered with 404
        route = request.route.name.rpartition(".")[2]
        if route in _OPEN_ROUTES or self._has_answered(request):
            return None
        if route in _PAGE_ROUTES:
            room = unquote(request.match_info.get("room", LOBBY if route == "lobby" else ""))
            return self._page(room) if is_room(room) else None  # an address that is no room's shows no messages
        raise Denied(403, "passphrase", "This needs a passphrase. Open the page in your browser to enter it.")

    async def check_answer(self, request: HubbubRequest) -> HTTPResponse:
        """Redirects with a cookie to `check_cookie`, or shows the page again with the reason."""
        settings, source = request.app.ctx.settings, request_source(request)
        check_origin(source, settings)
        fields = _fields(request.body)
        room, address = fields.get("room", LOBBY), client_address(source, settings)
        try:
            self._passphrase.check(fields.get("passphrase", ""), address)
        except WrongPassphrase:
            logger.warning("wrong_passphrase", address=address)
            return self._page(room, "Wrong passphrase. Try again.")
        except Denied as denied:
            answer = self._page(room, denied.reason, denied.status)
            answer.headers["retry-after"] = str(denied.retry_seconds)
            return answer
        answer = HTTPResponse(None, 303, {"location": f"/passphrase?{urlencode({'room': _room(room)})}"})
        Cookies(request, source, settings).set(answer, PASSPHRASE, self._passphrase.cookie())
        return answer

    async def check_cookie(self, request: HubbubRequest) -> HTTPResponse:
        """Redirects to the room. A browser that did not keep the cookie is told so; the room would only ask it again."""
        room = _room(request.args.get("room", LOBBY))
        if not self._has_answered(request):
            return self._page(room, _NEEDS_COOKIES)
        return HTTPResponse(None, 303, {"location": "/" if room == LOBBY else path_of(room)})

    def _has_answered(self, request: HubbubRequest) -> bool:
        cookies = Cookies(request, request_source(request), request.app.ctx.settings)
        return self._passphrase.is_valid(cookies.get(PASSPHRASE))

    def _page(self, room: str, error: str = "", status: int = 403) -> HTTPResponse:
        return HTTPResponse(self._assets.passphrase_page(room, error), status, _HEADERS, "text/html; charset=utf-8")


def _fields(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=8)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


def _room(text: str) -> str:
    """Returns the lobby in place of an invalid room: the path of another text could lead to another site."""
    try:
        return clean_room(text)
    except BadRoom:
        return LOBBY
