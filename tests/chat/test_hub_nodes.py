"""The hub among several nodes: a tab that saw more elsewhere, and entries that the node was not told of."""

from typing import Any

import pytest

from service.log import NotStored, RoomFrame
from service.log.postgres import reader
from service.protocol import STALLED
from tests.support.hub import HubTab, hub_with, running_hub, until
from tests.support.logs import append_all, draft, drafts
from tests.support.nodes import hubs
from tests.support.postgres import postgres_log


@pytest.mark.parametrize(("seen", "begins", "head"), [(10, 10, 10), (4, 4, 10), (11, 0, 10)])
async def test_a_tab_that_saw_more_on_another_node_goes_on_where_it_was(postgres_url, monkeypatch, seen, begins, head):
    """Unless the log really ends below. The node learns of the entries only because it looks for the tab's sake."""
    monkeypatch.setattr(reader, "CHECK_SECONDS", 60)
    async with (
        postgres_log(postgres_url) as one,
        postgres_log(postgres_url) as two,
        hub_with(two) as hub,
        hub.tab("Bo"),
    ):
        monkeypatch.setattr(one._node.notifier, "tell", lambda *_: None)
        await append_all(one, drafts(10))
        async with hub.tab("Ana", after=seen if seen > 4 else 10, epoch=two.epoch) as first:
            await first.receive("welcome")
            async with hub.tab("Cleo", after=seen, epoch=two.epoch) as tab:
                welcome = await tab.receive("welcome")
                assert (welcome["after"], welcome["head"]) == (begins, head)
                tab.say("next")
                assert [one["seq"] for one in await tab.receive_messages(11 - begins)][-1] == 11


async def test_what_a_tab_does_on_one_node_is_seen_on_the_other(postgres_url):
    async with hubs(postgres_url, 2) as (one, two), one.tab("Ana") as ana, two.tab("Bo") as bo:
        steps: list[tuple[HubTab, HubTab, dict[str, Any], str, dict[str, Any]]] = [
            (ana, bo, {"type": "say", "draft": "d1", "text": "Hi"}, "message", {"seq": 1, "text": "Hi"}),
            (bo, ana, {"type": "say", "draft": "d2", "text": "Hello", "reply": 1}, "message", {"seq": 2, "reply": 1}),
            (bo, ana, {"type": "react", "draft": "d3", "message": 1, "emoji": "👍", "on": True}, "reaction", {"count": 1}),
            (ana, bo, {"type": "edit", "draft": "d4", "message": 1, "text": "Hi!"}, "edit", {"seq": 4, "text": "Hi!"}),
            (bo, ana, {"type": "delete", "draft": "d5", "message": 2}, "deletion", {"seq": 5, "message": 2}),
            (ana, bo, {"type": "topic", "draft": "d6", "text": "Plans"}, "topic", {"seq": 6, "text": "Plans"}),
            (bo, ana, {"type": "typing"}, "typing", {}),
            (bo, bo, {"type": "watch", "rooms": ["den"]}, "heads", {"rooms": {"den": 0}}),
        ]  # fmt: skip
        for tab, other, sent, kind, expected in steps:
            tab.send(**sent)
            while True:
                received = await other.receive(kind)
                if {name: received.get(name) for name in expected} == expected:
                    break
        await one.log.append(draft("d1", room="den"))
        await until(lambda: two.hub._watches._rooms["den"].head == 1)
        two.hub.tick()
        assert (await bo.receive("heads"))["rooms"] == {"den": 1}
        for hub in (one, two):
            async with hub.tab("Cleo") as tab:
                welcome = await tab.receive("welcome")
                assert (welcome["head"], welcome["topic"]["text"]) == (6, "Plans")
        assert await one.log.messages("lobby", limit=9) == await two.log.messages("lobby", limit=9)


async def test_a_tab_that_is_ahead_of_a_node_that_cannot_look_is_sent_away_for_a_while(path, monkeypatch):
    async def unreadable(_):
        raise NotStored("gone")

    async with running_hub(path) as running, running.tab():
        monkeypatch.setattr(running.log, "heads", unreadable)
        async with running.tab("Ana", after=5) as tab:
            assert await tab.close_code() == 1013


async def test_a_tab_that_is_ahead_enters_no_room_that_was_dropped_while_it_waited(path, monkeypatch):
    async with running_hub(path, rate=0) as running, running.tab("Bo", room="den") as bo:
        heads = running.log.heads

        async def look_while_the_room_catches_up_and_is_dropped(rooms):
            await append_all(running.log, drafts(2))
            await until(lambda: running.hub.rooms._rooms["lobby"].head == 2)
            running.tick()
            assert not running.hub.has_room("lobby")
            return await heads(rooms)

        monkeypatch.setattr(running.log, "heads", look_while_the_room_catches_up_and_is_dropped)
        async with running.tab("Ana", after=2, epoch=running.log.epoch) as ana:
            assert (await ana.receive("welcome"))["after"] == 2
            await append_all(running.log, drafts(1, start=3))
            assert (await ana.receive("message"))["seq"] == 3
        await bo.receive("welcome")


@pytest.mark.parametrize("dropped", [0, 2], ids=["still there", "dropped for their age"])
async def test_entries_that_were_not_delivered_are_read_or_end_the_view(path, monkeypatch, dropped):
    async with running_hub(path, rate=0) as running, running.tab() as tab:
        await tab.receive("welcome")
        deliver, read = running.hub.rooms.deliver, running.log.read

        async def read_without_dropped(room, **place):
            page = await read(room, **place)
            return type(page)([one for one in page.entries if one.seq > dropped], page.head, dropped, page.topic)

        missed: list[RoomFrame] = []
        monkeypatch.setattr(running.hub.rooms, "deliver", missed.extend)
        await append_all(running.log, drafts(3))
        await until(lambda: len(missed) == 3)
        monkeypatch.setattr(running.hub.rooms, "deliver", deliver)
        monkeypatch.setattr(running.log, "read", read_without_dropped)
        tab.say("next")
        if dropped:
            assert await tab.close_code() == STALLED
        else:
            assert [one["seq"] for one in await tab.receive_messages(4)] == [1, 2, 3, 4]
