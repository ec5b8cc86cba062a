"""A connection before its upgrade to a WebSocket, or without one: HTTP, with a limit per client address and a stall limit."""

import asyncio
from time import monotonic
from typing import Any, Final

import msgspec

from service.access.denied import Denied
from service.websocket.private_apis import SanicConnection
from service.websocket.unsent import unsent_bytes

_REFUSAL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: %d\r\nConnection: close\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
)


class HttpConnection(SanicConnection):
    """Ends `STALL_TIMEOUT` seconds after its peer stopped reading the response. No timeout ends it while the peer reads."""

    __slots__ = ("_address", "_read_at", "_unsent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unsent, self._read_at = 0, 0.0
        self._address: str | None = None
        """The client address that this connection counts for; None once it is upgraded or lost."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Refuses a connection above the limit before Sanic allocates anything for it, because a client may open any number of
        connections."""
        peer = transport.get_extra_info("peername")
        try:
            self._address = self.app.ctx.http_limits.connect(peer[0] if peer else "")
        except Denied as denied:
            transport.write(_refusal(denied))
            transport.close()
        else:
            super().connection_made(transport)

    def has_stalled(self, transport: asyncio.Transport) -> bool:
        unsent, now = unsent_bytes(transport), monotonic()
        if unsent != self._unsent:
            self._unsent, self._read_at = unsent, now
            self.restart_timeouts()
        return unsent > 0 and now - self._read_at > self.app.config.STALL_TIMEOUT

    def hand_over(self) -> tuple[asyncio.Transport, bytes]:
        self._stop_counting()
        return super().hand_over()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_counting()
        super().connection_lost(exc)

    def _stop_counting(self) -> None:
        address, self._address = self._address, None
        if address is not None:
            self.app.ctx.http_limits.disconnect(address)


def _refusal(denied: Denied) -> bytes:
    body = msgspec.json.encode({"code": denied.code, "reason": str(denied)})
    return _REFUSAL % (denied.retry_seconds, len(body), body)
