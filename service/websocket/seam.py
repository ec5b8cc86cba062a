"""The seam to Sanic: where its HTTP ends and our connection begins.

Sanic documents `protocol=` for this. Its own WebSocket object stays unused: it waits for slow
readers, and splices messages after bad UTF-8.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, TypeVar

import structlog
from sanic import Request, Sanic
from sanic.config import Config
from websockets.utils import accept_key

from service.access.connection_limits import ConnectionLimits
from service.access.denied import Denied
from service.access.http_limits import HttpLimits
from service.access.join_request import JoinRequest, read_join_request
from service.access.request_source import request_source
from service.protocol import FAILED
from service.settings import Settings
from service.websocket.connection import Connection
from service.websocket.fairness import Share
from service.websocket.http_connection import PlainLine

FRAME_BYTES: Final = 65_536
"""The longest message a tab may send, unless the text limit asks for more: a character is at most 12 bytes of JSON."""

_KEY: Final = re.compile(r"[A-Za-z0-9+/]{22}==")  # sixteen bytes
_ACCEPTED: Final = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %b\r\n\r\n"
)

log_line = structlog.get_logger("hubbub.upgrade")

Handler = Callable[[Connection, JoinRequest], Awaitable[None]]
"""What a WebSocket route calls: no request, which nobody may need any more after the upgrade."""


class Rooms(Protocol):
    def has_room(self, name: str) -> bool: ...


class Context(Protocol):
    """What the seam needs of the app's context."""

    settings: Settings
    connection_limits: ConnectionLimits
    http_limits: HttpLimits
    share: Share

    @property
    def hub(self) -> Rooms: ...


AnyContext = TypeVar("AnyContext", bound=Context)


class HubbubProtocol(PlainLine):
    """Sanic's HTTP protocol until the upgrade, then a thin pipe into a Connection."""

    __slots__ = ("_inside",)
    websocket: Connection | None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inside: str | None = None
        """The address whose connection this is."""

    def upgrade(self, request: Request[Any, Any]) -> tuple[Connection, JoinRequest]:
        """The connection, which begins with the 101, and what was asked for. Raises Denied if it may not come in."""
        answer, context = _accept(request), self.app.ctx
        join_request = read_join_request(request)
        opens_room = not context.hub.has_room(join_request.room)
        self._inside = context.connection_limits.enter(request_source(request), opens_room=opens_room)
        assert self.transport is not None
        self.http.response_func = None  # it holds itself: with it, what each line leaves behind waits for the collector
        early, self.recv_buffer = bytes(self.recv_buffer), bytearray()
        frame_limit = max(FRAME_BYTES, 12 * context.settings.max_text + 1_024)
        self.websocket = Connection(self.transport, frame_limit, context.share, answer, early)
        self._stop_checking()
        self.stop_counting()
        return self.websocket, join_request

    def data_received(self, data: bytes) -> None:
        if self.websocket is None:
            super().data_received(data)
        else:
            self.websocket.data_received(data)

    def eof_received(self) -> bool | None:
        return None if self.websocket is None else self.websocket.eof_received()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.websocket is not None:
            self.websocket.pause_writing()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.websocket is not None:
            self.websocket.resume_writing()

    def close(self, timeout: float | None = None) -> None:
        """Sanic closes when its request is answered; after an upgrade the line belongs to the connection."""
        if self.websocket is None:
            super().close(timeout)

    def close_if_idle(self) -> bool:
        """Asked at the end of a shutdown, when the hub has let everybody go."""
        if self.websocket is None:
            return bool(super().close_if_idle())
        self.websocket.abort()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        if self._inside is not None:
            self.app.ctx.connection_limits.leave(self._inside)
        super().connection_lost(exc)


def _accept(request: Request[Any, Any]) -> bytes:
    """The bytes of the 101. Only the handshake's own headers are looked at: any other may hold what it likes."""
    if request.version != "1.1":
        raise Denied(505, "bad_version", "A WebSocket needs HTTP/1.1.")
    if "websocket" not in _words(request, "upgrade") or "upgrade" not in _words(request, "connection"):
        request.app.ctx.connection_limits.check(
            request_source(request)
        )  # a page whose handshake fails cannot see why, and asks like this
        raise Denied(426, "upgrade_required", "This address speaks WebSocket only.")
    every = request.headers.getall
    keys, versions = every("sec-websocket-key", []), every("sec-websocket-version", [])
    if len(keys) != 1 or not _KEY.fullmatch(keys[0]) or versions != ["13"]:
        raise Denied(400, "bad_handshake", "This is not a WebSocket handshake (RFC 6455, version 13).")
    return _ACCEPTED % accept_key(keys[0]).encode()


def _words(request: Request[Any, Any], header: str) -> list[str]:
    return [word.strip() for line in request.headers.getall(header, []) for word in line.lower().split(",")]


class SanicWithConnections(Sanic[Config, AnyContext]):
    """Sanic with our protocol, so that `sanic service.app` needs no flag."""

    async def handle_request(self, request: Request[Any, Any]) -> None:
        """One answer at a time on each line, and of each address no more than leave others their turn."""
        protocol: HubbubProtocol = request.transport.get_protocol()  # type: ignore[assignment]
        await protocol.taken()
        wants_connection = request.path == "/ws" and "websocket" in _words(request, "upgrade")
        if not wants_connection:
            await self.ctx.http_limits.delay(request_source(request))
        await super().handle_request(request)
        if wants_connection and protocol.websocket is None:  # let in, the guard has counted it; refused, nobody has
            await self.ctx.http_limits.delay(request_source(request))

    async def _websocket_handler(self, handler: Handler, request: Request[Any, Any], *_: Any, **__: Any) -> None:
        """Sanic's own also makes a task to wait for, and signals for whoever plugs in: a fifth of what joining takes."""
        protocol: HubbubProtocol = request.transport.get_protocol()  # type: ignore[assignment]
        connection, join_request = protocol.upgrade(request)
        try:
            await handler(connection, join_request)
        except asyncio.CancelledError:  # the line was lost meanwhile
            connection.abort()
        except Exception as error:  # after the upgrade no HTTP answer can tell it any more
            log_line.error("failed", path=request.path[:100], exc_info=error)
            connection.close(FAILED, "something went wrong here")

    def prepare(self, host: str | None = None, port: int | None = None, **options: Any) -> None:
        super().prepare(host, port, protocol=HubbubProtocol, **options)
