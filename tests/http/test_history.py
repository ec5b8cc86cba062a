"""The history of a room over HTTP."""

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest
from sanic.compat import Header
from sanic.request import RequestParameters

from service.http.history import PARALLEL_READS, History
from service.log.contract import MessagePage
from service.protocol import REACTIONS_LISTED
from service.services import HubbubRequest
from service.settings import Settings
from tests.support.connections import RawTab, ask
from tests.support.frames import say


@pytest.fixture(scope="module")
def received(server):
    """The frames of a room with 600 messages."""
    with RawTab(server.port, "?room=history", ("Cookie: hubbub_name=Ana",)) as tab:
        tab.write(b"".join(say(f"d{number}", f"text {number}") for number in range(1, 601)))
        return tab.receive_messages(600)


def history(server, query="", room="history"):
    return ask(server.port, f"/api/rooms/{room}/messages{query}")


def test_history_has_the_fields_of_the_frames_and_the_epoch_of_the_welcome(server, received):
    answer = history(server, "?after=0&limit=500")
    assert [{"type": "message"} | message for message in answer.json["messages"]] == received[:500]
    assert (answer.status, answer.json["head"]) == (200, 600)
    with RawTab(server.port) as tab:
        assert answer.json["epoch"] == tab.welcome["epoch"]


@pytest.mark.parametrize(("query", "expected"), [
    ("", range(551, 601)), ("?limit=3", range(598, 601)), ("?after=0&limit=0", [1]), ("?after=0&limit=100000", range(1, 501)),
    ("?before=11&limit=5", range(6, 11)), ("?before=3", range(1, 3)), ("?before=1", []), ("?before=0", []),
    ("?before=999999&limit=2", range(599, 601)), ("?after=597", range(598, 601)), ("?after=600", []), ("?after=999999", []),
])  # fmt: skip
def test_history_comes_in_pages_of_at_most_500_forwards_or_backwards(server, received, query, expected):
    assert [message["seq"] for message in history(server, query).json["messages"]] == list(expected)


@pytest.mark.parametrize("value", ["x", "-1", "1.5", "9" * 5_000, "1&{}=2"], ids=lambda value: value[:9])
@pytest.mark.parametrize("name", ["after", "before", "limit"])
def test_an_invalid_parameter_is_a_bad_request(server, name, value):
    answer = history(server, f"?{name}={value.format(name)}")
    assert (answer.status, answer.json["code"]) == (400, f"bad_{name}")
    assert answer.json["reason"].endswith(".")


def test_every_spelling_of_a_room_is_that_room_for_a_tab_and_for_its_history(server):
    with RawTab(server.port, "?room=My_R%C3%B6%C3%B6m%20") as tab:
        assert tab.welcome["room"] == "my-rööm"
        tab.say("d", "Hi")
        tab.receive("message")
    assert [history(server, room=name).json["head"] for name in ("my-r%C3%B6%C3%B6m", "MY%20R%C3%96%C3%96M")] == [1, 1]


def test_an_unused_room_has_an_empty_history(server):
    answer = history(server, room="unused")
    assert (answer.status, answer.json["head"], answer.json["messages"]) == (200, 0, [])


def test_a_person_is_listed_with_their_own_reaction_after_many_others(server):
    def reacting(number):
        with RawTab(server.port, "?room=reactions", (cookie(number),)) as tab:
            tab.send(type="react", draft=f"r{number}", message=1, emoji="👍", on=True)
            while tab.receive("reaction")["draft"] != f"r{number}":
                pass
            return tab.welcome["you"]["id"]

    def cookie(number):
        return f"Cookie: hubbub_person={number:022}"

    def listed(path, *headers):
        (message,) = ask(server.port, f"/api/rooms/reactions/{path}", headers=headers).json["messages"]
        (found,) = message["reactions"]
        assert found["count"] == len(people)
        return found["from"]

    with RawTab(server.port, "?room=reactions") as tab:
        tab.say("d", "Hi")
        tab.receive("message")
    people = [reacting(number) for number in range(REACTIONS_LISTED + 2)]
    assert listed("messages") == people[:REACTIONS_LISTED]
    for path in ("messages", "search?q=hi"):
        assert listed(path, cookie(REACTIONS_LISTED + 1)) == [*people[: REACTIONS_LISTED - 1], people[-1]]


def test_requests_for_history_wait_outside_of_the_log_and_delay_no_join():
    class SlowLog:
        epoch, reads = "6f1c", 0

        async def messages(self, *_, **__):
            self.reads += 1
            await release.wait()
            return MessagePage([], 0, 0)

    async def scenario():
        context = SimpleNamespace(log=log, settings=Settings())
        app = SimpleNamespace(ctx=context)
        request = SimpleNamespace(args=RequestParameters(), ip="10.0.0.1", headers=Header(), app=app)
        history = History()
        answers = [asyncio.create_task(history.answer(cast("HubbubRequest", request), "lobby")) for _ in range(100)]
        await asyncio.sleep(0)
        assert log.reads == PARALLEL_READS
        release.set()
        assert {(await answer).status for answer in answers} == {200}

    log, release = SlowLog(), asyncio.Event()
    asyncio.run(scenario())
    assert log.reads == 100
