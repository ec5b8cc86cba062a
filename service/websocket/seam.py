"""All code that depends on private or undocumented parts of Sanic and websockets; an upgrade of either can break only this.

`tests/websocket/test_seam.py` names each of these parts. Both packages are pinned to exact versions because of them.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Final, TypeVar

from sanic import Request, Sanic
from sanic.config import Config
from sanic.exceptions import BadRequest
from sanic.http import Http, Stage
from sanic.server import HttpProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # written in C, where the wheel has it
from websockets.server import ServerProtocol

__all__ = ["SanicConnection", "SanicWithoutUpgrade", "StrictHttp", "apply_mask", "release_core"]

LOOK_SECONDS: Final = 1.0
"""Time between two checks of a connection that is closing: does the peer still read its response?"""

_HEAD: Final = re.compile(rb"[^\0\r\n]+(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\r\n]*)*")
"""A request line, and then names directly before their colons (RFC 9112, 5.1): no bare line feed, no folding, no zero."""

_DIGITS: Final = re.compile(r"[ \t]*[0-9A-Fa-f]+[ \t]*", re.ASCII)


def release_core(core: ServerProtocol) -> None:
    """Its parser refers to it, and keeps what was not parsed: with that it would wait for the garbage collector."""
    core.parser.close()
    core.parser_exc = None


class StrictHttp(Http):
    """Sanic's parser, made as strict as RFC 9112: a proxy in front must not see another request in the same bytes."""

    async def http1_request_header(self) -> None:
        await super().http1_request_header()
        if not _HEAD.fullmatch(self.request.head):
            self.request_body = None  # the head is not to be believed where the body ends; the connection ends here
            raise BadRequest("Bad Request")

    @staticmethod
    def _safe_int(value: str, base: int = 10) -> int:
        """A length (6.3, 7.1), without what only Python takes for digits: not `٣`, `0x3` or `1_0`."""
        if not _DIGITS.fullmatch(value):
            raise ValueError(value)
        return int(value, base)


class SanicConnection(HttpProtocol):
    """Sanic's HTTP connection. Its subclass says when the peer has stalled, and can take the socket over from Sanic."""

    HTTP_CLASS = StrictHttp
    __slots__ = ()
    _callback_check_timeouts: asyncio.TimerHandle | None  # type: ignore[assignment]

    def has_stalled(self, transport: asyncio.Transport) -> bool:
        raise NotImplementedError

    async def response_sent(self) -> None:
        """Returns when next to nothing of the last response is unsent: pipelined requests get one response at a time."""
        await self._can_write.wait()

    @property
    def is_handed_over(self) -> bool:
        return self.transport is None

    def hand_over(self) -> tuple[asyncio.Transport, bytes]:
        """Gives the socket to the caller, with the bytes that Sanic has not read, and keeps nothing of it."""
        transport, http = self.transport, self.http
        assert transport is not None
        self._stop_checking()
        self.connections.discard(self)
        self.transport = None
        http.upgrade_websocket = True  # else Sanic would send an error, because there is no response
        http.request_body = None  # else it would wait for the rest of the body
        http.response_func = None  # it refers to itself, and would wait for the garbage collector
        early, self.recv_buffer = bytes(self.recv_buffer), bytearray()
        return transport, early

    def data_received(self, data: bytes) -> None:
        began = self._time
        super().data_received(data)
        http = self.http  # None until Sanic's task for this connection has begun
        if http is not None and (http.stage is not Stage.IDLE or http.request_body):
            self._time = began  # the time limit of a request runs from its first byte, not from its latest

    def check_timeouts(self) -> None:
        """Sanic calls this every few seconds while its task runs; we do also while the transport is closing."""
        if self.transport is None:
            return  # so Sanic leaves it at the very end of a stop
        if self.has_stalled(self.transport):
            self.transport.abort()
        elif self._task is None:  # everything is written, and not yet read
            self._callback_check_timeouts = self.loop.call_later(LOOK_SECONDS, self.check_timeouts)
        else:
            self._check_request()

    def restart_timeouts(self) -> None:
        """Sanic's timeouts are for a silent peer; one that reads slowly is not silent."""
        self._time = monotonic()

    def _check_request(self) -> None:
        """Sanic's own timeouts, and what would switch them off."""
        http = self.http
        if http is not None:
            http.upgrade_websocket = (
                False  # the request only asks for it; until then it has to be on time like any other
            )
        super().check_timeouts()
        if http is not None and http.exception is not None:
            http.request_body = None  # else Sanic would answer that it is too late, and then wait for the rest for ever

    def close(self, timeout: float | None = None) -> None:
        """Sanic's own aborts the connection half a second later, however much of the response is unsent."""
        self._stop_checking()
        if self.transport is not None and self.conn_info is not None and not self.conn_info.lost:
            self.transport.close()
            self.check_timeouts()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.conn_info is not None:  # else it was refused before Sanic knew of it
            super().connection_lost(exc)
        self._stop_checking()

    def _stop_checking(self) -> None:
        """Sanic's timer would keep everything that a lost connection refers to for seconds."""
        if self._callback_check_timeouts is not None:
            self._callback_check_timeouts.cancel()


AnyContext = TypeVar("AnyContext")


class SanicWithoutUpgrade(Sanic[Config, AnyContext]):
    """A handler of a WebSocket route upgrades the connection itself. Sanic would make its own WebSocket object before, which
    waits for slow readers and joins messages after bad UTF-8; and one more task, a fifth of the time that joining takes."""

    async def _websocket_handler(
        self,
        handler: Callable[[Request[Any, Any], None], Awaitable[None]],
        request: Request[Any, Any],
        *_: Any,
        **__: Any,
    ) -> None:
        await handler(request, None)
