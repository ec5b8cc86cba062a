"""The page of a room and its assets, the way to a room's one address, and the cookie that makes a browser a person."""

from typing import Final
from urllib.parse import quote, unquote

from sanic import HTTPResponse

from service.access.cookies import PERSON_COOKIE, YEAR_SECONDS, new_token, person_token, read_cookies, set_cookie
from service.access.denied import Denied
from service.http.assets import Assets
from service.services import HubbubRequest
from service.text.rooms import BadRoom, clean_room, is_room, path_of, possible_room

_QUERY_SAFE: Final = "%/?:@!$&'()*+,;=[]"
"""Signs that stay as they are in a query, besides letters and digits."""

_FOR_EVER: Final = f"public, max-age={YEAR_SECONDS}, immutable"


class RoomPage:
    def __init__(self, assets: Assets) -> None:
        self._assets = assets

    async def lobby(self, request: HubbubRequest) -> HTTPResponse:
        answer = self._assets.page.answer(request, "no-cache")
        if person_token(read_cookies(request)) is None:
            set_cookie(answer, request, request.app.ctx.settings, PERSON_COOKIE, new_token())
        return answer

    async def room(self, request: HubbubRequest, room: str = "") -> HTTPResponse:
        """The same page, which reads the room from its own address; other spellings of it are redirected there."""
        text = unquote(room)
        if is_room(text):
            return await self.lobby(request)
        try:
            path = path_of(clean_room(text.strip("/")))
        except BadRoom:
            return self._no_room(request, text)
        query = f"?{quote(request.query_string, safe=_QUERY_SAFE)}" if request.query_string else ""
        return HTTPResponse(None, 308, {"location": path + query})

    def _no_room(self, request: HubbubRequest, text: str) -> HTTPResponse:
        """A page in the person's language that leads to a room; JSON for a program that asks for it."""
        accepted = request.headers.get("accept", "*/*")
        if "text/html" not in accepted and "*/*" not in accepted:
            raise Denied(404, "no_such_room", "This cannot be the name of a room.")
        page = self._assets.no_room_page(request.headers.get("accept-language", ""), possible_room(text))
        return HTTPResponse(page, 404, {"vary": "accept, accept-language"}, "text/html; charset=utf-8")

    async def file(self, request: HubbubRequest, version: str, name: str) -> HTTPResponse:
        """Another version than the current one is answered with the current file, which must not be cached for it."""
        if name not in self._assets.files:
            raise Denied(404, "not_found", "There is no such file.")
        caching = _FOR_EVER if version == self._assets.version else "no-cache"
        return self._assets.files[name].answer(request, caching)
