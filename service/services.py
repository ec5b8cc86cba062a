"""What the app carries as `app.ctx`: each part of the service that a request or a connection needs, with its type."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from sanic import Request, Sanic
from sanic.config import Config

from service.access.connection_limits import ConnectionLimits
from service.access.http_limits import HttpLimits
from service.chat.hub import Hub
from service.log import Log
from service.settings import Settings
from service.websocket.fairness import Throttle


@dataclass
class Services:
    settings: Settings
    version: str
    """The version of the client's assets."""
    connection_limits: ConnectionLimits
    http_limits: HttpLimits
    throttle: Throttle
    log: Log = field(init=False)
    """Opened when the server starts, like the hub: until then nobody can send a request."""
    hub: Hub = field(init=False)

    @classmethod
    def create(cls, settings: Settings, version: str) -> "Services":
        return cls(settings, version, ConnectionLimits(settings), HttpLimits(settings), Throttle())


HubbubRequest = Request[Sanic[Config, Services], SimpleNamespace]
"""A request whose `app.ctx` is known to be `Services`."""
