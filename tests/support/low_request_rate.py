"""An app that allows four requests at once from an address, then one every three seconds."""

from service.access.http_limits import HttpLimits
from service.app import app

__all__ = ["app"]

app.ctx.http_limits = HttpLimits(app.ctx.settings, rate=1 / 3, burst=4)
