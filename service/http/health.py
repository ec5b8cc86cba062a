"""Health checks: whether the process answers, and is ready for people; and the refusal of requests until the log is open."""

from typing import Final

import structlog
from sanic import HTTPResponse, json

from service.access.connection_limits import RETRY_SECONDS
from service.access.denied import Denied
from service.log import NotStored
from service.services import HubbubRequest
from service.websocket.handshake import WEBSOCKET_PATH

_NEEDS_LOG: Final = ("/api/", "/ready", WEBSOCKET_PATH)

logger = structlog.get_logger("hubbub.http")


async def refuse_until_open(request: HubbubRequest) -> None:
    """Refuses requests that need the log until it is open. The page itself is served, and tries again."""
    if not request.app.ctx.is_open and request.path.startswith(_NEEDS_LOG):
        raise Denied(503, "starting", "Hubbub is starting and will be there in a moment.", RETRY_SECONDS)


async def answer_health(_: HubbubRequest) -> HTTPResponse:
    """Answers 200 while the event loop runs, also before the log is open: a restart of the process would not open it sooner."""
    return json({"status": "ok"})


async def answer_ready(request: HubbubRequest) -> HTTPResponse:
    """Answers 200 if the server is not stopping and messages can be stored, otherwise 503."""
    services = request.app.ctx
    services.connection_limits.check_draining()
    try:
        await services.log.check()
    except NotStored as error:
        logger.error("not_ready", fault=str(error))
        raise Denied(503, "not_stored", "Messages cannot be stored at the moment.", RETRY_SECONDS) from None
    return json({"status": "ok"})
