"""Coming in: a room is read once for all who knock, or by the next who comes; the welcome is the first word, in one write."""

import asyncio

import pytest

from service.chat.cursor import Cursor
from service.log import NotStored
from tests.support.hub import Counting, read_past, running_hub, until
from tests.support.logs import append_all, drafts


async def test_all_who_come_back_after_a_restart_cost_one_read_of_the_log(path):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(500))
        reads, read = [], running.log.read

        def counted(*about, **which):
            reads.append(which)
            return read(*about, **which)

        running.log.read = counted
        for missed in (450, 100, 1):
            async with running.tab(after=500 - missed) as (_, reader, _):
                heard = await read_past(reader, b'"seq":500,')
                assert heard.count(b'"type":"message"') == missed
        assert len(reads) == 1


@pytest.mark.parametrize("fault", [NotStored("a full disk"), RuntimeError("a defect")])
async def test_a_room_that_could_not_be_opened_is_opened_by_the_next_who_comes(path, fault):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(100))
        reads = hold_reads(running.log)
        first = asyncio.create_task(running.hub.rooms.open("lobby"))
        await until(lambda: reads)
        reads[0].set_exception(fault)
        with pytest.raises(type(fault)):
            await first
        assert (running.hub.rooms._rooms, running.hub.rooms._opening) == ({}, {})
        del running.log.read
        async with running.tab(after=90) as (_, reader, _):
            await read_past(reader, b'"seq":100,')


async def test_nobody_comes_into_a_room_that_is_not_read_yet_because_an_earlier_read_failed(path):
    """Some knock in the very turn in which the fault arrives: what they begin is theirs."""
    async with running_hub(path) as running:
        await append_all(running.log, drafts(100))
        reads = hold_reads(running.log)

        async def knock():
            room = await running.hub.rooms.open("lobby")
            return room.head

        first = [asyncio.create_task(knock()) for _ in range(2)]
        await until(lambda: reads)
        reads[0].set_exception(NotStored("a passing fault"))
        later = [asyncio.create_task(knock()) for _ in range(2)]
        assert {type(fault) for fault in await asyncio.gather(*first, return_exceptions=True)} == {NotStored}
        later.append(asyncio.create_task(knock()))
        await until(lambda: len(reads) == 2)
        for _ in range(5):
            await asyncio.sleep(0)
        reads[1].set_result(None)
        found = await asyncio.gather(*later, return_exceptions=True)
        assert {head for head in found if not isinstance(head, NotStored)} == {100}


def hold_reads(log):
    """A growing list with a future for each read, which waits for it; `del log.read` ends that."""
    read = log.read
    held: list[asyncio.Future[None]] = []

    async def hold(*about, **which):
        held.append(asyncio.get_running_loop().create_future())
        await held[-1]
        return await read(*about, **which)

    log.read = hold
    return held


@pytest.mark.parametrize("broken", ["welcome", "first piece"])
async def test_a_defect_on_the_way_in_leaves_nobody_behind(path, broken, monkeypatch):
    async with running_hub(path) as running:
        async with running.tab():
            pass

        def fail(*_):
            raise RuntimeError("a defect")

        if broken == "welcome":
            running.hub._welcome = fail
        else:
            monkeypatch.setattr(Cursor, "write_first", fail)
        with pytest.raises(RuntimeError):
            async with running.tab():
                pass
        running.skip(3_600)
        running.tick_round()
        assert (running.hub.rooms._rooms, len(running.hub._persons)) == ({}, 0)
        assert not any(running.hub._heartbeat._turns)


async def test_the_welcome_and_the_first_page_go_out_as_one_write(path):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(20))
        lines = []
        async with running.tab(before_joining=lambda connection: lines.append(Counting(connection))) as (_, reader, _):
            await read_past(reader, b'"seq":20,')
            (line,) = lines
            assert [piece.count(b'"type":"welcome"') for piece in line.writes] == [1]


async def test_a_delivery_goes_out_as_one_write_for_each_tab(path):
    async with running_hub(path) as running, running.tab() as (connection, reader, _):
        line = Counting(connection)
        await append_all(running.log, drafts(20))
        await read_past(reader, b'"draft":"d20"')
        assert len(line.writes) <= 2
