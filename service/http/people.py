"""The people in a room over HTTP, page by page: a welcome lists only the first 200."""

from typing import Any, Final
from urllib.parse import unquote

import msgspec
from sanic import HTTPResponse

from service.access.join_request import named_room
from service.http.history import number
from service.protocol import PAGE_LIMIT
from service.services import HubbubRequest

PEOPLE_DEFAULT: Final = 200


async def answer_people(request: HubbubRequest, room: str) -> HTTPResponse:
    """Answers with the first people in the order in which they came, or with those after `after`, an earlier answer's `next`."""
    name = named_room(unquote(room))
    after, limit = (number(request, name) for name in ("after", "limit"))
    limit = min(max(PEOPLE_DEFAULT if limit is None else limit, 1), PAGE_LIMIT)
    presence = request.app.ctx.hub.presence_of(name)
    people, following = ([], None) if presence is None else presence.page(after or 0, limit)
    found: dict[str, Any] = {"count": 0 if presence is None else presence.count, "people": people}
    if following is not None:
        found["next"] = following
    return HTTPResponse(msgspec.json.encode(found), content_type="application/json")
