"""A Hubbub with little patience, so that its deadlines can be tested in no time."""

from service.app import app

__all__ = ["app"]

app.config.update(REQUEST_TIMEOUT=1, RESPONSE_TIMEOUT=1, KEEP_ALIVE_TIMEOUT=1, STALL_TIMEOUT=1)
