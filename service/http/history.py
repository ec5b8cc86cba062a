"""The history of a room over HTTP: answers with one page of its messages as JSON."""

import asyncio
import re
from typing import Final
from urllib.parse import unquote

import msgspec
from sanic import HTTPResponse

from service.access.cookies import Cookies
from service.access.denied import Denied
from service.access.join_request import named_room
from service.protocol import PAGE_LIMIT
from service.services import HubbubRequest

PAGE_DEFAULT: Final = 50

PARALLEL_READS: Final = 4
"""Most reads of history in the queue of the log, which answers one read at a time. Further requests wait here, because in that
queue they would delay joins."""

_COUNT: Final = re.compile(r"[0-9]{1,15}")


class History:
    def __init__(self) -> None:
        self._reads = asyncio.Semaphore(PARALLEL_READS)

    async def answer(self, request: HubbubRequest, room: str) -> HTTPResponse:
        """With `after`: answers with the first messages above it. Otherwise answers with the last messages below `before`, or
        without `before` with the last ones of the room. Answers with at most `limit` messages, where `limit` is
        clamped to 1 to 500. All entries up to the `head` of the answer are applied to them.
        """
        name = named_room(unquote(room))
        after, before, limit = (number(request, name) for name in ("after", "before", "limit"))
        log, limit = request.app.ctx.log, min(max(PAGE_DEFAULT if limit is None else limit, 1), PAGE_LIMIT)
        person = person_of(request)
        async with self._reads:
            page = await log.messages(name, after=after, before=before, limit=limit, person=person)
        found = {"epoch": log.epoch, "head": page.head, "messages": page.messages}
        return HTTPResponse(msgspec.json.encode(found), content_type="application/json")


def person_of(request: HubbubRequest) -> str | None:
    """Returns the id of the person who asks, or None without the cookie."""
    return Cookies.of(request).person()


def number(request: HubbubRequest, name: str) -> int | None:
    values = request.args.getlist(name, [])
    if not values:
        return None
    if len(values) > 1 or not _COUNT.fullmatch(values[0]):
        raise Denied(400, f"bad_{name}", f"{name} must be a whole number, given once.")
    return int(values[0])
