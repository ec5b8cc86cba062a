"""The search over HTTP: answers with one page of the messages of a room that match a query, the newest first, as JSON."""

import asyncio
from typing import Any, Final
from urllib.parse import unquote
from weakref import WeakValueDictionary

import msgspec
from sanic import HTTPResponse

from service.access.denied import Denied
from service.access.join_request import named_room
from service.access.request_source import client_address, request_source
from service.http.history import number, person_of
from service.protocol import PAGE_LIMIT
from service.services import HubbubRequest
from service.text.search_query import BadQuery, Query, parse_query

FOUND_DEFAULT: Final = 20

PARALLEL_SEARCHES: Final = 2
"""Most searches in the queue of the log, which runs one search at a time. Further requests wait here: if one of
them is cancelled, its search is never queued."""


class Search:
    """Gives each client address one search at a time, so that nobody waits for many searches of another address."""

    def __init__(self) -> None:
        self._searches = asyncio.Semaphore(PARALLEL_SEARCHES)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, request: HubbubRequest, room: str) -> HTTPResponse:
        """Answers with the newest messages that match `q`, below `before` if it is given: at most `limit`, which is
        clamped to 1 to 500."""
        name, query = named_room(unquote(room)), _query(request)
        before, limit = (number(request, name) for name in ("before", "limit"))
        log, limit = request.app.ctx.log, min(max(FOUND_DEFAULT if limit is None else limit, 1), PAGE_LIMIT)
        person = person_of(request)
        address = client_address(request_source(request), request.app.ctx.settings)
        turn = self._turns.setdefault(address, asyncio.Lock())
        async with turn, self._searches:
            page = await log.search(name, query, before=before, limit=limit, person=person)
        found: dict[str, Any] = {"epoch": log.epoch, "head": page.head, "messages": page.messages}
        if page.next is not None:
            found["next"] = page.next
        return HTTPResponse(msgspec.json.encode(found), content_type="application/json")


def _query(request: HubbubRequest) -> Query:
    values = request.args.getlist("q", [])
    if len(values) != 1:
        raise Denied(400, "bad_query", "q must be given once.")
    try:
        return parse_query(values[0])
    except BadQuery as bad:
        raise Denied(400, "bad_query", str(bad)) from None
