"""The page of a room and its assets, and the cookie that makes a browser a person."""

from typing import Final

from sanic import HTTPResponse

from service.access.cookies import PERSON_COOKIE, YEAR_SECONDS, new_token, person_token, read_cookies, set_cookie
from service.access.denied import Denied
from service.http.assets import Assets
from service.protocol import ROOM
from service.services import HubbubRequest

_FOR_EVER: Final = f"public, max-age={YEAR_SECONDS}, immutable"


class RoomPage:
    def __init__(self, assets: Assets) -> None:
        self._assets = assets

    async def lobby(self, request: HubbubRequest) -> HTTPResponse:
        answer = self._assets.page.answer(request, "no-cache")
        if person_token(read_cookies(request)) is None:
            set_cookie(answer, request, request.app.ctx.settings, PERSON_COOKIE, new_token())
        return answer

    async def room(self, request: HubbubRequest, room: str) -> HTTPResponse:
        """The same page: it reads the room from its own address."""
        if not ROOM.fullmatch(room):
            raise Denied(404, "no_such_room", "A room's name is a-z, 0-9 and -, at most 63 characters.")
        return await self.lobby(request)

    async def file(self, request: HubbubRequest, version: str, name: str) -> HTTPResponse:
        """Another version than the current one is answered with the current file, which must not be cached for it."""
        if name not in self._assets.files:
            raise Denied(404, "not_found", "There is no such file.")
        caching = _FOR_EVER if version == self._assets.version else "no-cache"
        return self._assets.files[name].answer(request, caching)
