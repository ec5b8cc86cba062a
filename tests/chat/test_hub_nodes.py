"""The hub among several nodes: a tab that saw more elsewhere, and entries that the node was not told of."""

import pytest

from service.log import NotStored, RoomFrame
from service.log.postgres import reader
from service.protocol import STALLED
from tests.support.hub import hub_with, running_hub, until
from tests.support.logs import append_all, drafts
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


async def test_a_tab_that_is_ahead_of_a_node_that_cannot_look_is_sent_away_for_a_while(path, monkeypatch):
    async def unreadable(_):
        raise NotStored("gone")

    async with running_hub(path) as running, running.tab():
        monkeypatch.setattr(running.log, "heads", unreadable)
        async with running.tab("Ana", after=5) as tab:
            assert await tab.close_code() == 1013


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
