"""Sanic with our WebSocket: which protocol class it uses, how its requests are paced, and what a WebSocket route does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from sanic import Request

from service.access.join_request import JoinRequest
from service.access.request_source import request_source
from service.protocol import FAILED
from service.websocket.connection import Connection
from service.websocket.handshake import Context, http_connection, upgrade, wants_websocket
from service.websocket.http_connection import HttpConnection
from service.websocket.seam import SanicWithoutUpgrade

logger = structlog.get_logger("hubbub.upgrade")

Joined = Callable[[Connection, JoinRequest], Awaitable[None]]


AnyContext = TypeVar("AnyContext", bound=Context)


class WebSocketServer(SanicWithoutUpgrade[AnyContext]):
    def prepare(self, host: str | None = None, port: int | None = None, **options: Any) -> None:
        """Here, so that `sanic service.app` needs no flag."""
        super().prepare(host, port, protocol=HttpConnection, **options)

    async def handle_request(self, request: Request[Any, Any]) -> None:
        """One response at a time on each connection, and from each client address at a limited rate.

        A handshake that succeeds has a rate limit of its own in `ConnectionLimits`; one that fails is counted here.
        """
        connection = http_connection(request)
        await connection.response_sent()
        is_handshake = request.path == "/ws" and wants_websocket(request)
        if not is_handshake:
            await self.ctx.http_limits.delay(request_source(request))
        await super().handle_request(request)
        if is_handshake and not connection.is_handed_over:
            await self.ctx.http_limits.delay(request_source(request))

    def add_connections(self, join: Joined, path: str) -> None:
        """A WebSocket route: `join` gets each connection, and what its handshake asked for."""

        async def handle(request: Request[Any, Any], _: None) -> None:
            connection, join_request = upgrade(request, self.ctx)
            try:
                await join(connection, join_request)
            except asyncio.CancelledError:
                connection.abort()
            except Exception as error:  # after the upgrade there is no HTTP response that could report it
                logger.error("failed", path=request.path[:100], exc_info=error)
                connection.close(FAILED, "something went wrong here")

        self.add_websocket_route(handle, path, name="connect")
