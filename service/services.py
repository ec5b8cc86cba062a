"""The container of the service's parts: it is `app.ctx`, which handlers reach as `request.app.ctx`."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from sanic import Request, Sanic
from sanic.config import Config

from service.access.connection_limits import ConnectionLimits
from service.access.http_limits import HttpLimits
from service.chat.hub import Hub
from service.log import Log
from service.settings import Settings
from service.websocket.throttling import Throttle


@dataclass
class Services:
    settings: Settings
    version: str
    """The version of the client's assets."""
    connection_limits: ConnectionLimits
    http_limits: HttpLimits
    throttle: Throttle
    log: Log = field(init=False)
    """The log and the hub are set when the log is opened. Until then `refuse_until_open` (http/health.py) refuses requests that
    need them."""
    hub: Hub = field(init=False)
    is_open: bool = False

    @classmethod
    def create(cls, settings: Settings, version: str) -> "Services":
        return cls(settings, version, ConnectionLimits(settings), HttpLimits(settings), Throttle())


HubbubRequest = Request[Sanic[Config, Services], SimpleNamespace]
"""A request, typed so that mypy knows `app.ctx` as `Services`."""
