"""Redirects to another address of this server, and keeps the query. A browser keeps the part after # by itself."""

from typing import Final
from urllib.parse import quote

from sanic import HTTPResponse

_QUERY_SAFE: Final = "%/?:@!$&'()*+,;=[]"
"""Characters that are not percent-encoded in a query, in addition to letters and digits."""


def redirect(status: int, path: str, query: str) -> HTTPResponse:
    location = f"{path}?{quote(query, safe=_QUERY_SAFE)}" if query else path
    # Without a content type Sanic sends "None".
    return HTTPResponse(None, status, {"location": location}, "text/plain; charset=utf-8")
