"""Joining: one read of the log for all tabs that join meanwhile, another after a fault; the welcome is first, in one write."""

import asyncio

import pytest

from service.chat.catch_up import Cursor
from service.log import NotStored
from tests.support.hub import running_hub, until
from tests.support.logs import append_all, drafts


async def test_all_tabs_that_reconnect_after_a_restart_cost_one_read_of_the_log(path):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(500))
        reads, read = [], running.log.read

        def counted(*room, **which):
            reads.append(which)
            return read(*room, **which)

        running.log.read = counted
        for missed in (450, 100, 1):
            async with running.tab(after=500 - missed) as tab:
                received = await tab.read_past(b'"seq":500,')
                assert received.count(b'"type":"message"') == missed
        assert len(reads) == 1


@pytest.mark.parametrize("fault", [NotStored("a full disk"), RuntimeError("a defect")])
async def test_after_a_read_that_failed_the_room_is_read_again_by_whoever_opens_it_next(path, fault):
    """This holds also in the turn of the loop in which the error arrives: no tab joins a room that was not read."""
    async with running_hub(path) as running:
        await append_all(running.log, drafts(100))
        reads = hold_reads(running.log)

        async def head():
            return (await running.hub.rooms.open("lobby")).head

        first = [asyncio.create_task(head()) for _ in range(2)]
        await until(lambda: reads)
        reads[0].set_exception(fault)
        later = [asyncio.create_task(head()) for _ in range(2)]
        assert await asyncio.gather(*first, return_exceptions=True) == [fault, fault]
        later.append(asyncio.create_task(head()))
        await until(lambda: len(reads) == 2)
        for _ in range(5):
            await asyncio.sleep(0)
        reads[1].set_result(None)
        found = await asyncio.gather(*later, return_exceptions=True)
        assert {head for head in found if head is not fault} == {100}


def hold_reads(log):
    """Returns a list that gets a future for each read. The read waits for its future."""
    read, held = log.read, []

    async def hold(*room, **which):
        held.append(asyncio.get_running_loop().create_future())
        await held[-1]
        return await read(*room, **which)

    log.read = hold
    return held


@pytest.mark.parametrize("broken", ["_welcome", "write_first"])
async def test_a_defect_while_a_tab_joins_leaves_nobody_in_the_room(path, broken, monkeypatch):
    async with running_hub(path) as running:

        def fail(*_):
            raise RuntimeError("a defect")

        monkeypatch.setattr(running.hub if broken == "_welcome" else Cursor, broken, fail)
        with pytest.raises(RuntimeError):
            async with running.tab():
                pass
        running.check_empty()


async def test_the_welcome_with_the_first_page_and_each_delivery_is_one_write(path):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(20))
        async with running.tab() as tab:
            await tab.read_past(b'"seq":20,')
            assert [piece.count(b'"type":"welcome"') for piece in tab.transport.writes] == [1]
            await append_all(running.log, drafts(20, start=21))
            await tab.read_past(b'"draft":"d40"')
            assert len(tab.transport.writes) <= 3
