"""A request as Sanic hands it to a handler, without a server, for code that depends only on headers."""

from types import SimpleNamespace

from sanic.compat import Header

from service.settings import Settings


def fake_request(headers, settings=None, ip="127.0.0.1"):
    """`headers` is a mapping, or a list of pairs if a header occurs more than once."""
    app = SimpleNamespace(ctx=SimpleNamespace(settings=settings or Settings()))
    return SimpleNamespace(headers=Header(headers), ip=ip, scheme="http", path="/", app=app)
