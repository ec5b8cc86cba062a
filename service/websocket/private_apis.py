"""All code that depends on private or undocumented parts of Sanic and websockets.

A new version of either package can break only this module. `tests/websocket/test_private_apis.py` names each of these parts.
Both packages are pinned to exact versions because of them.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Final, TypeVar

from sanic import Request, Sanic
from sanic.config import Config
from sanic.exceptions import BadRequest, BadURL
from sanic.http import Http, Stage
from sanic.server import HttpProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # in C, if the wheel has it
from websockets.server import ServerProtocol

__all__ = ["SanicConnection", "SanicWithoutUpgrade", "StrictHttp", "apply_mask", "release_core", "unparsed"]

LOOK_SECONDS: Final = 1.0
"""Time between two checks whether the peer of a closing connection still reads its response."""

_HEAD: Final = re.compile(rb"[^\0\r\n]+(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\r\n]*)*")
"""A request line and headers, with no space before a colon, no bare line feed, no folding and no zero byte (RFC 9112, 5)."""

_DIGITS: Final = re.compile(r"[ \t]*[0-9A-Fa-f]+[ \t]*", re.ASCII)


def release_core(core: ServerProtocol) -> None:
    """Breaks the reference cycle between the core and its parser, so that both are freed at once, with the unparsed bytes."""
    core.parser.close()
    core.parser_exc = None


def unparsed(request: Request) -> bytes:
    """Returns the bytes of a request that Sanic has received and not parsed: its head, if that is too large."""
    return bytes(request.stream.recv_buffer) if isinstance(request.stream, Http) else b""


class StrictHttp(Http):
    """Sanic's parser, as strict as RFC 9112, so that a proxy in front cannot read the same bytes as different requests."""

    async def http1_request_header(self) -> None:
        await super().http1_request_header()
        if not _HEAD.fullmatch(self.request.head):
            self.request_body = None  # the head's body length cannot be trusted, so the connection ends here
            raise BadRequest("Bad Request")

    def create_empty_request(self) -> None:
        """Makes an empty request, for the answer to an error. With an invalid target Sanic would fail here a second time, and not
        answer."""
        try:
            super().create_empty_request()
        except BadURL:
            self.url = None
            super().create_empty_request()

    @staticmethod
    def _safe_int(value: str, base: int = 10) -> int:
        """Reads a length (RFC 9112, 6.3 and 7.1). Python alone would also accept `٣`, `0x3` and `1_0`."""
        if not _DIGITS.fullmatch(value):
            raise ValueError(value)
        return int(value, base)


class SanicConnection(HttpProtocol):
    """Sanic's HTTP connection, with a stall limit, and with a way to take the socket over for a WebSocket."""

    HTTP_CLASS = StrictHttp
    __slots__ = ()
    _callback_check_timeouts: asyncio.TimerHandle | None  # type: ignore[assignment]

    def has_stalled(self, transport: asyncio.Transport) -> bool:
        """Whether the peer has stopped reading its response. A subclass decides this."""
        raise NotImplementedError

    async def response_sent(self) -> None:
        """Waits until nearly all of the last response is sent, so that pipelined requests are answered one at a time."""
        await self._can_write.wait()

    @property
    def is_handed_over(self) -> bool:
        return self.transport is None

    def hand_over(self) -> tuple[asyncio.Transport, bytes]:
        """Returns the socket and the bytes that Sanic has not read. Sanic keeps no reference to the connection."""
        transport, http = self.transport, self.http
        assert transport is not None
        self._stop_checking()
        self.connections.discard(self)
        self.transport = None
        http.upgrade_websocket = True  # otherwise Sanic would send an error, because there is no response
        http.request_body = None  # otherwise Sanic would wait for the rest of the request body
        http.response_func = None  # breaks a reference cycle, so that the request is freed at once
        early, self.recv_buffer = bytes(self.recv_buffer), bytearray()
        return transport, early

    def data_received(self, data: bytes) -> None:
        began = self._time
        super().data_received(data)
        http = self.http  # None until Sanic's task of this connection has started
        if http is not None and (http.stage is not Stage.IDLE or http.request_body):
            self._time = began  # the time limit of a request runs from its first byte, not from its latest

    def check_timeouts(self) -> None:
        """Sanic calls this every few seconds while its task runs. After that this method calls itself every LOOK_SECONDS
        until the transport is closed."""
        if self.transport is None:
            return  # Sanic removes the transport at the end of a stop
        if self.has_stalled(self.transport):
            self.transport.abort()
        elif self._task is None:  # the response is written, but the peer has not read all of it
            self._callback_check_timeouts = self.loop.call_later(LOOK_SECONDS, self.check_timeouts)
        else:
            self._check_request()

    def restart_timeouts(self) -> None:
        """Restarts Sanic's timeouts: they are meant for a silent peer, not for one that reads slowly."""
        self._time = monotonic()

    def _check_request(self) -> None:
        """Runs Sanic's own timeouts, and prevents two cases in which they would not end the connection."""
        http = self.http
        if http is not None:
            # A request that asks for an upgrade would have no timeout, although it is not upgraded yet.
            http.upgrade_websocket = False
        super().check_timeouts()
        if http is not None and http.exception is not None:
            http.request_body = None  # otherwise Sanic would answer 408 and then wait for the rest of the body for ever

    def close(self, timeout: float | None = None) -> None:
        """Closes without a time limit while the peer reads: Sanic would abort after half a second, with the response unsent."""
        self._stop_checking()
        if self.transport is not None and self.conn_info is not None and not self.conn_info.lost:
            self.transport.close()
            self.check_timeouts()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.conn_info is not None:  # otherwise it was refused before Sanic knew it
            super().connection_lost(exc)
        self._stop_checking()

    def _stop_checking(self) -> None:
        """Cancels Sanic's timer, which would keep the objects of a lost connection in memory for seconds."""
        if self._callback_check_timeouts is not None:
            self._callback_check_timeouts.cancel()


AnyContext = TypeVar("AnyContext")


class SanicWithoutUpgrade(Sanic[Config, AnyContext]):
    """Sanic whose handlers of WebSocket routes upgrade the connection by themselves.

    Sanic would first make its own WebSocket object, which waits for slow readers and splices fragments after bad UTF-8, and a
    task, which takes a fifth of the time of a join.
    """

    async def _websocket_handler(
        self,
        handler: Callable[[Request[Any, Any], None], Awaitable[None]],
        request: Request[Any, Any],
        *_: Any,
        **__: Any,
    ) -> None:
        await handler(request, None)
