"""What is asked over HTTP: the page and its files, health, reading history; and the headers and errors of all of it."""

import asyncio
import html
import re
import time
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler

from service.access.cookies import PERSON_COOKIE, YEAR_SECONDS, new_token, person_token, read_cookies, set_cookie
from service.access.denied import Denied
from service.access.join_request import LOBBY
from service.access.token_bucket import TokenBucket
from service.http.assets import Client
from service.log import NotStored
from service.protocol import PAGE_LIMIT, ROOM, Message, Person

PAGE_DEFAULT: Final = 50

READS_AT_ONCE: Final = 4
"""Pages of history that are being read; more would only wait in the log, and there in front of whoever comes in."""

NOTES_A_SECOND: Final = 1.0
NOTES_AT_ONCE: Final = 20
"""Log lines on who was turned away: strangers can make any number of them."""

NOTED_CHARACTERS: Final = 200
FOREIGN_HELP: Final = "HUBBUB_ORIGINS allows more; a proxy has to pass the Host on, or stand in HUBBUB_TRUSTED_PROXIES."

# OWASP's HTTP headers sheet. No HSTS: it would bind every port of this host for a year, also those that speak plain HTTP,
# and is for whoever ends TLS there to say.
SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "x-permitted-cross-domain-policies": "none",
    "x-dns-prefetch-control": "off",  # else a browser looks up every address that somebody writes
}

_COUNT: Final = re.compile(r"[0-9]{1,15}")
log_line = structlog.get_logger("hubbub.web")


def add_routes(app: Sanic[Any, Any], client: Client) -> None:
    get = ("GET", "HEAD")

    async def page(request: Request, room: str = LOBBY) -> HTTPResponse:
        _check_room(room)
        answer = client.page.answer(request, "no-cache")
        if person_token(read_cookies(request)) is None:
            set_cookie(answer, request, request.app.ctx.settings, PERSON_COOKIE, new_token())
        return answer

    async def file(request: Request, version: str, name: str) -> HTTPResponse:
        if name not in client.files:
            raise Denied(404, "not_found", "There is nothing here.")
        lasting = f"public, max-age={YEAR_SECONDS}, immutable" if version == client.version else "no-cache"
        return client.files[name].answer(request, lasting)

    app.ctx.reads = asyncio.Semaphore(READS_AT_ONCE)
    app.add_route(page, "/", methods=get, name="lobby")
    app.add_route(page, "/r/<room:str>", methods=get, name="room")
    app.add_route(file, "/static/<version:str>/<name:path>", methods=get, name="file")
    app.add_route(_health, "/health", methods=get, name="health")
    app.add_route(_ready, "/ready", methods=get, name="ready")
    app.add_route(_history, "/api/rooms/<room:str>/messages", methods=get, name="history")
    app.error_handler = Errors()
    app.on_request(_refuse_stray_upgrade)
    app.on_response(_secure)  # type: ignore[no-untyped-call]


async def _health(_: Request) -> HTTPResponse:
    """The loop answers."""
    return _json({"status": "ok"})


async def _ready(request: Request) -> HTTPResponse:
    """The log can be written, and nobody is being sent away."""
    if request.app.ctx.connection_limits.is_draining:
        raise Denied(503, "restarting", "Hubbub is restarting and will be back in a moment.", 5)
    try:
        await request.app.ctx.log.check()
    except NotStored as fault:
        log_line.error("not_ready", fault=str(fault))
        raise Denied(503, "not_stored", "Messages cannot be stored just now.", 5) from None
    return _json({"status": "ok"})


class _Said(msgspec.Struct, frozen=True):
    """A message frame without its type, which says nothing in a list of nothing else."""

    seq: int
    draft: str
    author: Person = msgspec.field(name="from")
    text: str
    at: str

    @classmethod
    def of(cls, message: Message) -> "_Said":
        return cls(message.seq, message.draft, message.author, message.text, message.at)


async def _history(request: Request, room: str) -> HTTPResponse:
    """Messages above `after`, else the last below `before`, else the last; `limit` is brought into 1 to 500."""
    if not ROOM.fullmatch(room):
        raise Denied(400, "bad_room", "The room must be a-z, 0-9 and -, at most 63 of them.")
    after, before, limit = (_number(request, name) for name in ("after", "before", "limit"))
    wanted = min(max(PAGE_DEFAULT if limit is None else limit, 1), PAGE_LIMIT)
    log = request.app.ctx.log
    async with request.app.ctx.reads:
        try:
            page = await log.read(room, after=after, before=before, limit=wanted)
        except NotStored:
            raise Denied(503, "not_readable", "Messages cannot be read just now.", 5) from None
    return _json({"epoch": log.epoch, "head": page.head, "messages": [_Said.of(message) for message in page.messages]})


def _number(request: Request, name: str) -> int | None:
    values = request.args.getlist(name, [])
    if not values:
        return None
    if len(values) > 1 or not _COUNT.fullmatch(values[0]):
        raise Denied(400, f"bad_{name}", f"{name} must be one whole number of at least 0.")
    return int(values[0])


def _check_room(room: str) -> None:
    if not ROOM.fullmatch(room):
        raise Denied(404, "no_such_room", "A room's name is a-z, 0-9 and -, at most 63 of them.")


def _json(value: object, status: int = 200) -> HTTPResponse:
    return HTTPResponse(msgspec.json.encode(value), status, {"cache-control": "no-store"}, "application/json")


class Errors(ErrorHandler):
    """Every error in one form: JSON for a program, a small page for a person. The fault itself stays in the log."""

    def __init__(self) -> None:
        super().__init__()
        self._notes = TokenBucket(NOTES_A_SECOND, NOTES_AT_ONCE, time.monotonic())

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        status, code, reason, headers = _told(exception)
        # Cancelled is a request whose line was lost: nothing of ours failed, and nobody hears the answer.
        if status >= 500 and not isinstance(exception, (Denied, SanicException, asyncio.CancelledError)):
            log_line.error("failed", path=request.path[:100], exc_info=exception)
        if isinstance(exception, Denied):
            self._note(exception)
        if "text/html" in request.headers.get("accept", ""):
            body = f'<!doctype html><html lang="en"><title>{status}</title><p>{html.escape(reason)}</p><a href="/">Lobby</a>'
            return HTTPResponse(body, status, {"cache-control": "no-store", **headers}, "text/html; charset=utf-8")
        answer = _json({"code": code, "reason": reason}, status)
        answer.headers.update(headers)
        return answer

    def _note(self, denied: Denied) -> None:
        if denied.log_fields and not self._notes.take(time.monotonic()):
            origin, host = (denied.log_fields[name][:NOTED_CHARACTERS] for name in ("origin", "host"))
            log_line.warning("foreign_origin", origin=origin, host=host, help=FOREIGN_HELP)

    @staticmethod
    def log(request: Request, exception: Exception) -> None:
        """Nothing: `default` says what is worth a line."""


def _told(exception: Exception) -> tuple[int, str, str, dict[str, str]]:
    if isinstance(exception, Denied):
        return exception.status, exception.code, exception.reason, dict(_denial_headers(exception))
    if isinstance(exception, SanicException):
        status = exception.status_code or 500
        headers = {name.lower(): str(value) for name, value in (exception.headers or {}).items()}
        return status, f"http_{status}", _REASONS.get(status, "This request cannot be answered."), headers
    return 500, "failed", "Something went wrong here. It was written down.", {}


def _denial_headers(denied: Denied) -> Iterator[tuple[str, str]]:
    if denied.retry_seconds is not None:
        yield "retry-after", str(denied.retry_seconds)
    if denied.status == 426:
        yield "upgrade", "websocket"
    if denied.code == "bad_handshake":
        yield "sec-websocket-version", "13"


_REASONS: Final = {
    400: "This request cannot be understood.",
    404: "There is nothing here.",
    405: "This cannot be done here.",
    408: "The request took too long.",
    413: "The request is too large.",
}


async def _refuse_stray_upgrade(request: Request) -> None:
    """Elsewhere than at /ws it would only switch off Sanic's time limits."""
    if request.path != "/ws" and request.headers.get("upgrade", "").lower() == "websocket":
        raise Denied(400, "bad_upgrade", "WebSocket is spoken at /ws only.")


async def _secure(_: Request, response: HTTPResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
