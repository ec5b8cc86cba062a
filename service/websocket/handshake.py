"""The handshake of a WebSocket (RFC 6455, 4.2): turns a request into a `Connection`, or refuses it with an HTTP status."""

import re
from base64 import b64encode
from functools import partial
from hashlib import sha1
from typing import Any, Final, Protocol

from sanic import Request

from service.access.connection_limits import ConnectionLimits
from service.access.denied import Denied
from service.access.http_limits import HttpLimits
from service.access.join_request import JoinRequest, read_join_request
from service.access.offered_identity import SUBPROTOCOL, offered
from service.access.request_source import request_source
from service.settings import Settings
from service.websocket.connection import Connection
from service.websocket.http_connection import HttpConnection
from service.websocket.throttling import Throttle

WEBSOCKET_PATH: Final = "/ws"
"""The only address at which a handshake is accepted."""

FRAME_BYTES: Final = 65_536
"""Size of the longest message that a tab may send; more if the text limit needs it: a character takes up to 12 bytes in JSON."""

_KEY: Final = re.compile(r"[A-Za-z0-9+/]{22}==")  # 16 bytes in base64
_KEY_SUFFIX: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_SWITCHING: Final = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: %b\r\n%b\r\n"
)
_SELECTED: Final = f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n".encode()


class RoomLookup(Protocol):
    def has_room(self, name: str) -> bool: ...


class Context(Protocol):
    """The parts of `app.ctx` that the WebSocket and its handshake use."""

    settings: Settings
    connection_limits: ConnectionLimits
    http_limits: HttpLimits
    throttle: Throttle

    @property
    def hub(self) -> RoomLookup: ...


def upgrade(request: Request[Any, Any], context: Context) -> tuple[Connection, JoinRequest]:
    """Takes the socket over from Sanic. Returns a connection that will send the 101 response first. Raises Denied."""
    response = _accept(request, context)
    source = request_source(request)
    join_request = read_join_request(request, source, context.settings)
    opens_room = not context.hub.has_room(join_request.room)
    address = context.connection_limits.enter(source, opens_room=opens_room)
    transport, early = http_connection(request).hand_over()
    frame_limit = max(FRAME_BYTES, 12 * context.settings.max_text + 1_024)
    leave = partial(context.connection_limits.leave, address)
    connection = Connection(transport, frame_limit, context.throttle, response, early, leave)
    transport.set_protocol(connection)  # from now on the transport calls the connection
    return connection, join_request


def wants_websocket(request: Request[Any, Any]) -> bool:
    return "websocket" in _tokens(request, "upgrade")


def http_connection(request: Request[Any, Any]) -> HttpConnection:
    protocol = request.transport.get_protocol()
    assert isinstance(protocol, HttpConnection)
    return protocol


def _accept(request: Request[Any, Any], context: Context) -> bytes:
    """Returns the bytes of the 101 response. Reads only the headers of the handshake, because others may contain anything."""
    if request.version != "1.1":
        raise Denied(505, "bad_version", "A WebSocket needs HTTP/1.1.")
    if not wants_websocket(request) or "upgrade" not in _tokens(request, "connection"):
        # A page cannot see why its handshake fails, so it sends a request without an upgrade to learn the reason.
        context.connection_limits.check(request_source(request))
        raise Denied(426, "upgrade_required", "This address speaks WebSocket only.")
    every = request.headers.getall
    keys, versions = every("sec-websocket-key", []), every("sec-websocket-version", [])
    if len(keys) != 1 or not _KEY.fullmatch(keys[0]) or versions != ["13"]:
        raise Denied(400, "bad_handshake", "This is not a WebSocket handshake (RFC 6455, version 13).")
    accepted = b64encode(sha1(keys[0].encode() + _KEY_SUFFIX, usedforsecurity=False).digest())
    return _SWITCHING % (accepted, _SELECTED if SUBPROTOCOL in offered(request) else b"")


def _tokens(request: Request[Any, Any], header: str) -> list[str]:
    return [token.strip() for value in request.headers.getall(header, []) for token in value.lower().split(",")]
