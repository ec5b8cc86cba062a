"""Asks each browser once for the passphrase, and refuses every request without the cookie that a right answer sets.

Without the cookie there is no page, no connection and no message. Health checks and files without messages stay open.
"""

from typing import Final
from urllib.parse import parse_qs, unquote

import structlog
from sanic import HTTPResponse

from service.access.cookies import PASSPHRASE, Cookies
from service.access.denied import Denied
from service.access.origins import check_origin
from service.access.passphrase import Passphrase, WrongPassphrase
from service.access.request_source import client_address, request_source
from service.http.assets import Assets
from service.http.redirect import redirect
from service.http.security import SECURITY_HEADERS
from service.services import HubbubRequest
from service.text.rooms import BadRoom, clean_room, is_room, path_of

_OPEN_ROUTES: Final = frozenset({"health", "ready", "file", "worker", "manifest", "no_room"})
"""Routes that need no passphrase, beside those of this page. The files, also page.html, are the program's own and contain no
message; browsers ask for the manifest without a cookie; `no_room` is `/r`."""

_CHECK_PATH: Final = "/passphrase"
"""Followed by the path of the page that the browser is led to."""

_HEADERS: Final = {
    # This page has the only form that browsers send without a script.
    "content-security-policy": SECURITY_HEADERS["content-security-policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
    # With no-referrer a browser would send this form with `Origin: null`, like a foreign page in a sandboxed frame.
    "referrer-policy": "same-origin",
    "vary": "accept-language, cookie",
}

logger = structlog.get_logger("hubbub.http")


class PassphrasePage:
    def __init__(self, passphrase: Passphrase, assets: Assets) -> None:
        self._passphrase, self._assets = passphrase, assets

    async def require_cookie(self, request: HubbubRequest) -> HTTPResponse | None:
        """Runs before every request. Without a valid cookie a request for the page of a room is answered with this page, and any
        other with 403. Only open routes reach their handlers, and paths that are redirected or answered with 404."""
        if request.route is None:
            return None
        route = request.route.name.rpartition(".")[2]
        if route in _OPEN_ROUTES or route.startswith("passphrase") or self._has_answered(request):
            return None
        if route == "lobby":
            return self._page(request) if request.path == "/" else None
        if route == "room":  # an address that is not that of a room shows no messages
            return self._page(request) if is_room(unquote(request.match_info["room"])) else None
        raise Denied(403, "passphrase", "This needs a passphrase. Open the page in your browser to enter it.")

    async def check_answer(self, request: HubbubRequest, room: str = "") -> HTTPResponse:
        """Redirects to `check_cookie` with a cookie if the answer is right. Otherwise shows the page again with the reason.

        The form is sent to the address that the person opened, so that the browser keeps its query and its part after #.
        """
        settings, source = request.app.ctx.settings, request_source(request)
        check_origin(source, settings)
        path, address = _path(room), client_address(source, settings)
        try:
            self._passphrase.check(_fields(request.body).get("passphrase", ""), address)
        except WrongPassphrase:
            logger.warning("wrong_passphrase", address=address)
            return self._page(request, "wrong passphrase")
        except Denied as denied:
            answer = self._page(request, "too many attempts", denied.status)
            answer.headers["retry-after"] = str(denied.retry_seconds)
            return answer
        answer = redirect(303, f"{_CHECK_PATH}{path}", request.query_string)
        Cookies(request, source, settings).set(answer, PASSPHRASE, self._passphrase.cookie())
        return answer

    async def check_cookie(self, request: HubbubRequest, room: str = "") -> HTTPResponse:
        """Redirects to the page. A browser that did not keep the cookie is told so; the page would only ask it again."""
        path = _path(room)
        return (
            redirect(303, path, request.query_string)
            if self._has_answered(request)
            else self._page(request, "needs cookies")
        )

    def _has_answered(self, request: HubbubRequest) -> bool:
        return self._passphrase.is_valid(Cookies.of(request).get(PASSPHRASE))

    def _page(self, request: HubbubRequest, error: str | None = None, status: int = 403) -> HTTPResponse:
        """Answers with the form. `error` is the key of the text that says why it is shown again."""
        page = self._assets.passphrase_page(Cookies.of(request).languages, error)
        return HTTPResponse(page, status, _HEADERS, "text/html; charset=utf-8")


def _path(room: str) -> str:
    """Returns the path of the room's page, or `/` if `room` is empty. Raises Denied if it cannot be the name of a room."""
    try:
        return path_of(clean_room(unquote(room))) if room else "/"
    except BadRoom:
        raise Denied(404, "no_such_room", "This cannot be the name of a room.") from None


def _fields(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=8)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}
