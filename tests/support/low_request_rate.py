"""A Hubbub that answers an address four times at once and then every three seconds, so that few have to wait."""

from service.access.http_limits import HttpLimits
from service.app import app

__all__ = ["app"]

app.ctx.http_limits = HttpLimits(app.ctx.settings, a_second=1 / 3, at_once=4)
