"""The search over HTTP."""

import asyncio
from types import SimpleNamespace
from typing import cast
from urllib.parse import quote

import pytest
from sanic.request import RequestParameters

from service.http.search import PARALLEL_SEARCHES, Search
from service.log.contract import SearchPage
from service.services import HubbubRequest
from tests.support.connections import Tab, ask
from tests.support.frames import say


@pytest.fixture(scope="module")
def texts(server):
    with Tab(server.port, "?room=search", ("Cookie: hubbub_name=Ana",)) as tab:
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


def test_further_requests_wait_outside_of_the_log():
    class SlowLog:
        epoch, searches = "6f1c", 0

        async def search(self, *_, **__):
            self.searches += 1
            await release.wait()
            return SearchPage([], 0, None)

    async def scenario():
        arguments = RequestParameters({"q": ["a"]})
        request = SimpleNamespace(args=arguments, app=SimpleNamespace(ctx=SimpleNamespace(log=log)))
        search = Search()
        answers = [asyncio.create_task(search.answer(cast("HubbubRequest", request), "lobby")) for _ in range(50)]
        await asyncio.sleep(0)
        assert log.searches == PARALLEL_SEARCHES
        release.set()
        assert {(await answer).status for answer in answers} == {200}

    log, release = SlowLog(), asyncio.Event()
    asyncio.run(scenario())
    assert log.searches == 50
