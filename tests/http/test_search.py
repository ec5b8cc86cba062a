"""The search over HTTP."""

import asyncio
from types import SimpleNamespace
from typing import cast
from urllib.parse import quote

import pytest
from sanic.compat import Header
from sanic.request import RequestParameters

from service.http.search import Search
from service.log.contract import SearchPage
from service.services import HubbubRequest
from service.settings import Settings
from tests.support.connections import RawTab, ask
from tests.support.frames import say


@pytest.fixture(scope="module")
def texts(server):
    with RawTab(server.port, "?room=search", ("Cookie: hubbub_name=Ana",)) as tab:
        tab.write(b"".join(say(f"d{number}", f"text {number}") for number in range(1, 41)))
        tab.write(say("long", "Deployment, 東京都 & más"))
        return tab.receive_messages(41)


def search(server, query, more="", room="search"):
    return ask(server.port, f"/api/rooms/{room}/search?q={quote(query)}{more}")


def test_what_is_found_looks_as_in_the_history_and_says_of_which_log_it_is(server, texts):
    found, history = (
        search(server, "deploy MAS 京都 from:ana").json,
        ask(server.port, "/api/rooms/search/messages?limit=1").json,
    )
    assert found == history
    assert found["messages"][0]["text"] == texts[-1]["text"]


@pytest.mark.parametrize(("query", "more", "expected", "goes_on"), [
    ("tex", "", range(40, 20, -1), 21), ("text", "&before=21", range(20, 0, -1), 1), ("text", "&before=1", [], None),
    ("text 4", "&limit=1", [40], 40), ("4", "&before=40&limit=0", [4], 4), ("text", "&limit=9999", range(40, 0, -1), None),
    ("from:bo", "", [], None), ("text before:2020-01-01", "", [], None), ("text before:9999-01-01", "&limit=1", [40], 40),
])  # fmt: skip
def test_messages_come_newest_first_in_pages_that_say_where_the_search_goes_on(
    server, texts, query, more, expected, goes_on
):
    found = search(server, query, more).json
    assert [message["seq"] for message in found["messages"]] == list(expected)
    assert (found["head"], found.get("next")) == (41, goes_on)


@pytest.mark.parametrize("more", ["", "?q=", "?q=a&q=a", "?q=from:", "?q=" + "a" * 201])
def test_a_query_that_cannot_be_read_is_a_bad_request_with_the_reason(server, more):
    answer = ask(server.port, f"/api/rooms/search/search{more}")
    assert (answer.status, answer.json["code"]) == (400, "bad_query")
    assert answer.json["reason"].endswith(".")


@pytest.mark.parametrize("parameter", ["before", "limit"])
def test_a_parameter_that_is_no_number_is_a_bad_request(server, parameter):
    assert search(server, "a", f"&{parameter}=x").json["code"] == f"bad_{parameter}"


def test_a_room_without_messages_has_nothing_to_find(server):
    assert search(server, "a", room="Never%20Used").json | {"epoch": ""} == {"epoch": "", "head": 0, "messages": []}


class SlowLog:
    epoch = "6f1c"

    def __init__(self):
        self.rooms, self.may_end = [], asyncio.Event()

    async def search(self, room, *_, **__):
        self.rooms.append(room)
        await self.may_end.wait()
        return SearchPage([], 0, None)


def test_an_address_waits_for_its_own_searches_and_all_wait_outside_of_the_log():
    def answer(room, address):
        context = SimpleNamespace(log=log, settings=Settings())
        arguments = RequestParameters({"q": ["a"]})
        request = SimpleNamespace(args=arguments, ip=address, headers=Header(), app=SimpleNamespace(ctx=context))
        return asyncio.create_task(search.answer(cast("HubbubRequest", request), room))

    async def scenario():
        answers = [answer("often", "10.0.0.1") for _ in range(50)]
        answers += [answer("once", "10.0.0.2"), answer("late", "10.0.0.3")]
        await asyncio.sleep(0)
        assert log.rooms == ["often", "once"]
        log.may_end.set()
        assert {(await one).status for one in answers} == {200}
        assert log.rooms == ["often", "once", "late", *["often"] * 49]

    search, log = Search(), SlowLog()
    asyncio.run(scenario())
