"""The cookies of a browser: how they are read and set, and the token that makes a browser one person."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from typing import Any, Final

from sanic import HTTPResponse, Request

from service.access.request_source import is_https, request_source
from service.settings import Settings

PERSON_COOKIE: Final = "person"
NAME_COOKIE: Final = "name"
YEAR_SECONDS: Final = 31_536_000

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")


def read_cookies(request: Request[Any, Any]) -> dict[str, str]:
    """Every cookie of all Cookie headers, as sent; the first one of each name.

    Sanic's own reader prefers `__Host-name` to `name` and reads only the first header.
    """
    cookies: dict[str, str] = {}
    for header in request.headers.getall("cookie", []):
        for pair in header.split(";"):
            name, _, value = pair.partition("=")
            cookies.setdefault(name.strip(), value.strip())
    return cookies


def set_cookie(response: HTTPResponse, request: Request[Any, Any], settings: Settings, name: str, value: str) -> None:
    """For a year, not readable by scripts, and only over https if the browser uses https."""
    secure = request.scheme == "https" or is_https(request_source(request), settings)
    response.add_cookie(name, value, path="/", max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=secure)


def person_token(cookies: dict[str, str]) -> str | None:
    token = cookies.get(PERSON_COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def new_token() -> str:
    """The secret that makes a browser one person: 128 random bits."""
    return secrets.token_urlsafe(16)


def person_id(token: str) -> str:
    """96 bits of a hash: public, and of no use for finding the token."""
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:12]).decode()
