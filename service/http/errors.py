"""Turns every error into a response: JSON for programs, a page for browsers, with links to a room and to the lobby.

The cause is only logged.
"""

import asyncio
import re
import time
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

import structlog
from sanic import HTTPResponse, Request, json
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler

from service.access.connection_limits import RETRY_SECONDS
from service.access.cookies import Cookies
from service.access.denied import Denied
from service.access.token_bucket import TokenBucket
from service.http.assets import Assets
from service.log import NotStored
from service.text.rooms import possible_room
from service.websocket.private_apis import unparsed

WARNINGS_PER_SECOND: Final = 1.0
WARNING_BURST: Final = 20
"""Log lines about pages of foreign origins. Without a limit, any site could fill the disk with them."""

WARNING_CHARACTERS: Final = 200
"""Characters of an origin or a host in such a log line, because a header may be as long as a request."""

_FOREIGN_HELP: Final = (
    "HUBBUB_ORIGINS can allow this origin. A proxy must pass the Host header on, or be in HUBBUB_TRUSTED_PROXIES."
)
_REASONS: Final = {
    400: "The request is invalid.",
    404: "There is nothing at this address.",
    405: "This method is not allowed here.",
    408: "The request took too long.",
    413: "The request is too large.",
}
_ACCEPT: Final = re.compile(r"^(accept(?:-language)?):([^\r\n]*)\r$", re.IGNORECASE | re.MULTILINE)

logger = structlog.get_logger("hubbub.http")


class Errors(ErrorHandler):
    def __init__(self, assets: Assets) -> None:
        super().__init__()
        self._assets = assets
        self._warnings = TokenBucket(WARNINGS_PER_SECOND, WARNING_BURST, time.monotonic())

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        if isinstance(exception, NotStored):
            exception = Denied(503, "not_readable", "The log cannot be read at the moment.", RETRY_SECONDS)
        self._log_cause(request, exception)
        status, code, reason, headers = _described(exception)
        accepted = _accepted(request)
        if "text/html" not in accepted.get("accept", ""):
            return json({"code": code, "reason": reason}, status, headers)
        room = possible_room(_room_in(request.path)) if status == 404 else None
        languages = Cookies.of(request).languages or accepted.get("accept-language", "")
        page = self._assets.error_page(languages, status, room)
        vary = {"vary": "accept, accept-language, cookie"}
        return HTTPResponse(page, status, headers | vary, "text/html; charset=utf-8")

    def _log_cause(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, Denied):
            if exception.log_fields and not self._warnings.take(time.monotonic()):
                origin, host = (exception.log_fields[name][:WARNING_CHARACTERS] for name in ("origin", "host"))
                logger.warning("foreign_origin", origin=origin, host=host, help=_FOREIGN_HELP)
        # Sanic cancels a request whose connection is lost; that is no defect.
        elif not isinstance(exception, (SanicException, asyncio.CancelledError)):
            logger.error("request_failed", path=request.path[:100], exc_info=exception)

    @staticmethod
    def log(request: Request, exception: Exception) -> None:
        """Logs nothing, because Sanic would log every exception here. `default` logs those that need attention."""


def _accepted(request: Request) -> Mapping[str, str]:
    """Returns the headers that say what the browser accepts. Sanic has parsed none of them if they are too large together."""
    if request.headers:
        return request.headers
    return {name.lower(): value.strip() for name, value in _ACCEPT.findall(unparsed(request).decode("latin-1"))}


def _room_in(path: str) -> str:
    """Returns what may be meant as the name of a room: the path, without an `r` of any case before it."""
    first, _, rest = unquote(path).lstrip("/").partition("/")
    return rest if first.lower() == "r" else f"{first}/{rest}"


def _described(exception: Exception) -> tuple[int, str, str, dict[str, str]]:
    """Returns the status, code, reason and headers of the response."""
    if isinstance(exception, Denied):
        return exception.status, exception.code, exception.reason, dict(_denial_headers(exception))
    if isinstance(exception, SanicException):
        status = exception.status_code or 500
        headers = {name.lower(): str(value) for name, value in (exception.headers or {}).items()}
        return status, f"http_{status}", _REASONS.get(status, "The request cannot be answered."), headers
    return 500, "failed", "Internal error. Details are in the server's log.", {}


def _denial_headers(denied: Denied) -> Iterator[tuple[str, str]]:
    if denied.retry_seconds is not None:
        yield "retry-after", str(denied.retry_seconds)
    if denied.status == 426:
        yield "upgrade", "websocket"
    if denied.code == "bad_handshake":
        yield "sec-websocket-version", "13"
