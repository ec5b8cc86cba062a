"""The subclass of Sanic that serves our WebSockets: it sets the protocol class, limits requests, and has the WebSocket route."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from sanic import Request

from service.access.join_request import JoinRequest
from service.access.request_source import request_source
from service.protocol import FAILED
from service.websocket.connection import Connection
from service.websocket.handshake import WEBSOCKET_PATH, Context, http_connection, upgrade, wants_websocket
from service.websocket.http_connection import HttpConnection
from service.websocket.private_apis import SanicWithoutUpgrade

logger = structlog.get_logger("hubbub.websocket")

Join = Callable[[Connection, JoinRequest], Awaitable[None]]

AnyContext = TypeVar("AnyContext", bound=Context)


class WebSocketApp(SanicWithoutUpgrade[AnyContext]):
    def prepare(self, host: str | None = None, port: int | None = None, **options: Any) -> None:
        """Makes Sanic use HttpConnection for each connection."""
        super().prepare(host, port, protocol=HttpConnection, **options)

    async def handle_request(self, request: Request[Any, Any]) -> None:
        """Answers one request at a time on each connection, and at a limited rate for each client address.

        `ConnectionLimits` limits the rate of handshakes that succeed. Those that fail count here, like other requests.
        """
        connection = http_connection(request)
        await connection.response_sent()
        is_handshake = request.path == WEBSOCKET_PATH and wants_websocket(request)
        if not is_handshake:
            await self.ctx.http_limits.delay(request_source(request))
        await super().handle_request(request)
        if is_handshake and not connection.is_handed_over:
            await self.ctx.http_limits.delay(request_source(request))

    def add_connections(self, join: Join) -> None:
        """Adds the WebSocket route. It upgrades each request and passes the connection to `join`, with its join request."""

        async def handle(request: Request[Any, Any], _: None) -> None:
            connection, join_request = upgrade(request, self.ctx)
            try:
                await join(connection, join_request)
            except asyncio.CancelledError:
                connection.abort()
            except Exception as error:  # after the upgrade there is no HTTP response that could report it
                logger.error("join_failed", path=request.path[:100], exc_info=error)
                connection.close(FAILED, "internal error")

        self.add_websocket_route(handle, WEBSOCKET_PATH, name="connect")
