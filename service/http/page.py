"""Serves the page of a room and its assets, redirects other spellings of a room's address, and renews the cookies."""

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

from sanic import HTTPResponse

from service.access.cookies import YEAR_SECONDS, Cookies
from service.access.denied import Denied
from service.http.assets import Assets
from service.http.redirect import redirect
from service.services import HubbubRequest
from service.text.rooms import BadRoom, clean_room, is_room, path_of

RENEWAL_SECONDS: Final = 86_400
"""In each period of this length, a day in UTC, a browser gets the page once in full, also if it has cached it: only a full
response renews cookies."""

_FOR_EVER: Final = f"public, max-age={YEAR_SECONDS}, immutable"


class RoomPage:
    def __init__(self, assets: Assets, clock: Callable[[], float] = time.time) -> None:
        self._assets, self._clock = assets, clock

    async def lobby(self, request: HubbubRequest) -> HTTPResponse:
        """Answers with the page. Redirects `//` and more slashes to `/`: a browser would read a link to `//x` as one to the host
        x."""
        return self._page(request) if request.path == "/" else redirect(308, "/", request.query_string)

    async def room(self, request: HubbubRequest, room: str = "") -> HTTPResponse:
        """Answers with the page, whose script reads the room from the address. Redirects other spellings of the address."""
        text = unquote(room)
        if is_room(text):
            return self._page(request)
        try:
            path = path_of(clean_room(text.strip("/")))
        except BadRoom:
            raise Denied(404, "no_such_room", "This cannot be the name of a room.") from None
        return redirect(308, path, request.query_string)

    def _page(self, request: HubbubRequest) -> HTTPResponse:
        """Answers with the page. A full answer also renews the cookies; a 304 sets none, because a shared cache could send them
        to other people. A browser without all cookies gets the full page."""
        cookies = Cookies.of(request)
        edition = f"-{self._clock() // RENEWAL_SECONDS:.0f}"
        page = self._assets.page.answer(request, "private, no-cache", edition, is_whole=not cookies.are_complete)
        if page.status == 200:
            cookies.renew(page)
        return page

    async def file(self, request: HubbubRequest, version: str, name: str) -> HTTPResponse:
        """Answers with a file. Modules of two versions must not meet in a page, so with another version only the files of
        `of_any_version` are sent."""
        is_current = version == self._assets.version
        if name not in self._assets.files or not (is_current or name in self._assets.of_any_version):
            raise Denied(404, "not_found", "There is no such file.")
        return self._assets.files[name].answer(request, _FOR_EVER if is_current else "no-cache")

    async def worker(self, request: HubbubRequest) -> HTTPResponse:
        """Answers with the service worker. Browsers ask for it again at each page, to find out whether it has changed."""
        return self._assets.worker.answer(request, "no-cache")
