"""Health checks: whether the process answers, and whether it is ready for people."""

import structlog
from sanic import HTTPResponse, json

from service.access.connection_limits import RETRY_SECONDS
from service.access.denied import Denied
from service.log import NotStored
from service.services import HubbubRequest

logger = structlog.get_logger("hubbub.http")


async def answer_health(_: HubbubRequest) -> HTTPResponse:
    """Answers 200 as long as the event loop runs."""
    return json({"status": "ok"})


async def answer_ready(request: HubbubRequest) -> HTTPResponse:
    """Answers 200 if handshakes are accepted and messages can be stored, otherwise 503."""
    services = request.app.ctx
    services.connection_limits.check_draining()
    try:
        await services.log.check()
    except NotStored as error:
        logger.error("not_ready", fault=str(error))
        raise Denied(503, "not_stored", "Messages cannot be stored at the moment.", RETRY_SECONDS) from None
    return json({"status": "ok"})
