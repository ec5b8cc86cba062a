"""The page that asks for the passphrase, once per browser, and the check of every request for its cookie.

Without it nobody gets a page, a connection or a message. Health checks stay open.
"""

from typing import Any, Final
from urllib.parse import parse_qs

import structlog
from sanic import HTTPResponse, Request, Sanic

from service.access.cookies import read_cookies, set_cookie
from service.access.denied import Denied
from service.access.join_request import LOBBY
from service.access.origins import check_origin
from service.access.passphrase import PASSPHRASE_COOKIE, Passphrase, WrongPassphrase
from service.access.request_source import client_address, request_source
from service.http.assets import Client
from service.http.routes import SECURITY_HEADERS
from service.protocol import ROOM

_OPEN: Final = frozenset({"health", "ready", "file", "passphrase"})
"""Routes that need no passphrase. The files are the program's own, and the page that asks needs some of them."""

_PAGES: Final = frozenset({"lobby", "room"})

_HEADERS: Final = {
    "cache-control": "no-store",
    # Our only form that is sent without a script.
    "content-security-policy": SECURITY_HEADERS["content-security-policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
    # With no-referrer a browser sends the form with `Origin: null`, as it does for a foreign page in a sandboxed frame.
    "referrer-policy": "same-origin",
}

log_line = structlog.get_logger("hubbub.passphrase")


def ask_for(passphrase: Passphrase, app: Sanic[Any, Any], client: Client) -> None:
    """From here on everything but the open routes is for those who answered."""

    async def ask(request: Request) -> HTTPResponse | None:
        if request.route is None:
            return None  # it leads to nothing, and is told so
        route = request.route.name.rpartition(".")[2]
        if route in _OPEN or passphrase.is_valid(read_cookies(request).get(PASSPHRASE_COOKIE, "")):
            return None
        if route in _PAGES:
            return _question(client, request.match_info.get("room", LOBBY))
        raise Denied(403, "passphrase", "This asks for a passphrase first. Open the page in your browser.")

    async def hear(request: Request) -> HTTPResponse:
        settings, source = request.app.ctx.settings, request_source(request)
        check_origin(source, settings)
        fields = _fields(request.body)
        room, address = fields.get("room", LOBBY), client_address(source, settings)
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
    """Redirects to the room, whose path is built here: a path from the form could lead to another site."""
    path = f"/r/{room}" if ROOM.fullmatch(room) and room != LOBBY else "/"
    answer = HTTPResponse(None, 303, {"location": path, "cache-control": "no-store"})
    set_cookie(answer, request, request.app.ctx.settings, PASSPHRASE_COOKIE, cookie)
    return answer
