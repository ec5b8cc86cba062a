"""The cookies of a browser: reads, names and sets them, and makes the token that identifies a person."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes

from sanic import HTTPResponse, Request

from service.access.denied import Denied
from service.access.request_source import RequestSource, host, is_https, request_source
from service.settings import Settings
from service.text.names import BadName, clean_name
from service.text.random_names import random_name

PERSON: Final = "person"
NAME: Final = "name"
PASSPHRASE: Final = "pass"  # noqa: S105 - the name of a cookie
LANGUAGE: Final = "language"
YEAR_SECONDS: Final = 31_536_000

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_PORT: Final = re.compile(r".*:([0-9]{1,5})")
_DEFAULT_PORTS: Final = (80, 443)
_LANGUAGE: Final = re.compile(r"[a-z]{2}")


class Cookies:
    """The cookies of a request. The name of each is `hubbub_` and its purpose. The port follows if it is not 80 or 443, as
    in `hubbub_name_8000`, because browsers share the cookies of a host between all its ports.

    Formerly three cookies were named `person`, `name` and `pass` only. A former cookie is read if there is none with the
    present name, and is never set. The former cookie `name` counts only beside a valid former cookie `person`, because another
    program may use this name, too.
    """

    def __init__(self, request: Request[Any, Any], source: RequestSource, settings: Settings) -> None:
        self._request, self._source, self._settings = request, source, settings
        self._sent = _read(request)
        try:
            self._suffix = _suffix(host(self._source, settings))
        except Denied:
            self._suffix = ""

    @classmethod
    def of(cls, request: Request[Any, Any]) -> "Cookies":
        return cls(request, request_source(request), request.app.ctx.settings)

    def get(self, purpose: str) -> str:
        """Returns the value of the cookie, or an empty text."""
        return self._sent.get(self._named(purpose)) or self._sent.get(purpose, "")

    def has(self, purpose: str) -> bool:
        """Whether the cookie came with its present name."""
        return bool(self._sent.get(self._named(purpose)))

    def set(self, response: HTTPResponse, purpose: str, value: str, *, is_for_scripts: bool = False) -> None:
        """Sets a cookie for a year: `Secure` if the browser uses https. Marks the response as private, so that no shared cache
        stores it."""
        caching = response.headers.get("cache-control", "no-store")
        response.headers["cache-control"] = caching if "private" in caching else f"private, {caching}"
        response.add_cookie(
            self._named(purpose),
            value,
            path="/",
            max_age=YEAR_SECONDS,
            httponly=not is_for_scripts,
            samesite="Lax",
            secure=self._request.scheme == "https" or is_https(self._source, self._settings),
        )

    def name(self) -> str | None:
        """Returns the name of the person, or None if there is no valid name."""
        is_ours = self.has(NAME) or valid_token(self._sent.get(PERSON, "")) is not None
        return decoded_name(self.get(NAME)) if is_ours else None

    def person(self) -> str | None:
        """Returns the id of the person, or None if there is no valid token."""
        token = self.person_token()
        return None if token is None else person_id(token)

    def person_token(self) -> str | None:
        return valid_token(self.get(PERSON))

    @property
    def languages(self) -> str:
        """The languages in which the person wants pages, as in Accept-Language: the one chosen in the settings comes first."""
        accepted: str = self._request.headers.get("accept-language", "")
        chosen = self._sent.get(self._named(LANGUAGE), "")
        return f"{chosen},{accepted}" if _LANGUAGE.fullmatch(chosen) else accepted

    @property
    def are_complete(self) -> bool:
        """Whether the cookies of the person and of the person's name both came under their present names, and the person's
        token is valid."""
        return self.has(NAME) and self.has(PERSON) and self.person_token() is not None

    def renew(self, response: HTTPResponse) -> None:
        """Sets the cookies of the person and of the name for another year. A browser without them gets a new person and a
        random name. A cookie that came under its former name is set under its present name. Safari keeps a cookie for a year
        only if the server sets it.
        """
        self.set(response, PERSON, self.person_token() or new_token())
        name = self.name() or random_name(self.languages)
        self.set(response, NAME, quote(name, safe=""), is_for_scripts=True)
        if self._settings.passphrase and not self.has(PASSPHRASE):  # then the browser sent it with the former name
            self.set(response, PASSPHRASE, self.get(PASSPHRASE))

    def _named(self, purpose: str) -> str:
        return f"hubbub_{purpose}{self._suffix}"


@lru_cache(maxsize=16)  # nearly all requests name the same host
def _suffix(host: str) -> str:
    found = _PORT.fullmatch(host)
    port = int(found[1]) if found else 0
    return f"_{port}" if port and port not in _DEFAULT_PORTS else ""


def _read(request: Request[Any, Any]) -> dict[str, str]:
    """Returns the cookies of all Cookie headers, not decoded. If several have the same name, only the first counts.

    Sanic's own reader prefers `__Host-name` to `name` and reads only the first header.
    """
    cookies: dict[str, str] = {}
    for header in request.headers.getall("cookie", []):
        for pair in header.split(";"):
            name, _, value = pair.partition("=")
            cookies.setdefault(name.strip(), value.strip())
    return cookies


def decoded_name(value: str) -> str | None:
    """Decodes a name from percent-encoded UTF-8, because cookies allow only ASCII (RFC 6265). None if it is not valid."""
    if not value:
        return None  # most handshakes offer no name in a subprotocol: to raise and catch BadName would take time
    try:
        return clean_name(unquote_to_bytes(value.encode("utf-8", "surrogateescape")).decode("utf-8"))
    except (UnicodeError, BadName):
        return None


def valid_token(value: str) -> str | None:
    return value if _TOKEN.fullmatch(value) else None


def new_token() -> str:
    """Makes 128 random bits: the secret that identifies a person, or a part of the link of a hand-over."""
    return secrets.token_urlsafe(16)


def person_id(token: str) -> str:
    """Returns 96 bits of a hash of the token. The id is public, and the token cannot be found from it."""
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:12]).decode()
