"""A line that is not upgraded: Sanic's HTTP, with an end to all that the other side can make it wait for."""

import asyncio
from time import monotonic
from typing import Any, Final

import msgspec
from sanic.http import Stage
from sanic.server.protocols.websocket_protocol import WebSocketProtocol

from service.access.denied import Denied
from service.websocket.strict_http import StrictHttp
from service.websocket.write_buffer import unsent_bytes

LOOK_SECONDS: Final = 1.0
"""Between two looks at whether a line that is to end has been taken to its end."""

_REFUSAL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: %d\r\nConnection: close\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
)


class PlainLine(WebSocketProtocol):
    """As long as somebody takes what they asked for no deadline ends their line; once they take nothing, one does."""

    HTTP_CLASS = StrictHttp
    __slots__ = ("_address", "_moved_at", "_unread")
    _callback_check_timeouts: asyncio.TimerHandle | None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unread, self._moved_at = 0, 0.0
        self._address: str | None = None
        """Whose plain lines this one is among."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Turned away before Sanic makes anything for it: who opens lines without end must not cost more than that."""
        peer = transport.get_extra_info("peername")
        try:
            self._address = self.app.ctx.http_limits.connect(peer[0] if peer else "")
        except Denied as denied:
            transport.write(_refusal(denied))
            transport.close()
        else:
            super().connection_made(transport)

    async def taken(self) -> None:
        """Waits until next to nothing of the last answer is unsent: a line holds one, however many are asked for."""
        await self._can_write.wait()

    def data_received(self, data: bytes) -> None:
        began = self._time
        super().data_received(data)
        http = self.http  # None until Sanic's task for this connection has begun
        if http is not None and (http.stage is not Stage.IDLE or http.request_body):
            self._time = began  # the time for a request runs from its first byte, not from its latest

    def check_timeouts(self) -> None:
        """Sanic looks every few seconds as long as its task runs; we do, too, while the transport closes itself."""
        if self.transport is None:
            return  # so Sanic leaves it at the very end of a stop
        if self._has_stalled(self.transport):
            self.transport.abort()
        elif self._task is None:  # all is said, and not yet taken
            self._callback_check_timeouts = self.loop.call_later(LOOK_SECONDS, self.check_timeouts)
        else:
            self._check_request()

    def _has_stalled(self, transport: asyncio.Transport) -> bool:
        """Whether there is something to take, and nothing of it was taken for so long."""
        unread, now = unsent_bytes(transport), monotonic()
        if unread != self._unread:
            self._unread, self._moved_at = unread, now
            self._time = now  # Sanic's deadlines are for who is silent, and a slow line is not
        return unread > 0 and now - self._moved_at > self.app.config.STALL_TIMEOUT

    def _check_request(self) -> None:
        """Holds Sanic to its own deadlines, which two things would switch off."""
        http = self.http
        if http is not None:
            http.upgrade_websocket = False  # said of a request, not yet done: it has to be on time like any other
        super().check_timeouts()
        if http is not None and http.exception is not None:
            http.request_body = None  # else Sanic answers that it is too late, and then waits for the rest without end

    def close(self, timeout: float | None = None) -> None:
        """Sanic's own cuts a line half a second later, however much of the answer is still on its way."""
        self._stop_checking()
        if self.transport is not None and self.conn_info is not None and not self.conn_info.lost:
            self.transport.close()
            self.check_timeouts()

    def connection_lost(self, exc: Exception | None) -> None:
        self.stop_counting()
        if self.conn_info is not None:  # else it was turned away
            super().connection_lost(exc)
        self._stop_checking()

    def stop_counting(self) -> None:
        """It was upgraded, or is at its end."""
        address, self._address = self._address, None
        if address is not None:
            self.app.ctx.http_limits.disconnect(address)

    def _stop_checking(self) -> None:
        """Sanic's timer would hold all that a lost line leaves behind for seconds more."""
        if self._callback_check_timeouts is not None:
            self._callback_check_timeouts.cancel()

    def log_websocket(self, message: str) -> None:
        """Nothing: the hub says who came and went."""


def _refusal(denied: Denied) -> bytes:
    body = msgspec.json.encode({"code": denied.code, "reason": str(denied)})
    return _REFUSAL % (denied.retry_seconds, len(body), body)
