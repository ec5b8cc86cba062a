"""The contract of a log, for every implementation, beside what tests/faults/test_log_model.py compares with a model."""

import asyncio

import pytest

from service.log.contract import PAGE_BYTES
from service.log.sqlite.retention import ROUND_SECONDS
from service.protocol import Message
from tests.support.clock import Clock
from tests.support.logs import ANA, BO, append_all, draft, drafts, numbers, receive_live, seqs, sqlite_log

DAY = 86_400.0


@pytest.fixture(params=["sqlite"])
def open_log(request, tmp_path):
    """Returns a function that opens a log. A second call opens the log of the first."""

    def opened(**options):
        return sqlite_log(tmp_path / "hubbub.db", **options)

    return opened


async def test_a_draft_becomes_a_message_with_the_next_number(open_log):
    async with open_log(clock=lambda: 1_767_323_045.678) as log:
        first = await log.append(draft("a", "Hi 👋\n'; --"))
        assert first == Message(1, "a", ANA, "2026-01-02T03:04:05.678Z", "Hi 👋\n'; --")
        assert (await log.append(draft("b", author=BO))).seq == 2


async def test_a_draft_that_races_itself_becomes_one_message_and_is_delivered_once(open_log):
    async with open_log() as log:
        messages = await append_all(log, [draft("a"), draft("b"), draft("a"), draft("a")] * 50)
        assert {message.draft: message.seq for message in messages} == {"a": 1, "b": 2}
        await log.append(draft("last"))
        assert [one.frame.draft for one in await receive_live(log, 3)] == ["a", "b", "last"]


@pytest.mark.parametrize("character", ["x", "é", "🦦"])
async def test_a_page_of_long_messages_is_a_short_one(open_log, character):
    """In both directions the next page continues where one ends. No page is empty while there is more."""
    async with open_log() as log:
        long = character * (PAGE_BYTES // 4 // len(character.encode()))
        await append_all(log, [draft(f"d{number}", long) for number in range(1, 11)])
        await log.append(draft("very long", long * 5))
        places: list[dict[str, int]] = [{"after": 0}, {"after": 7}, {"after": 10}, {"before": 11}, {}]
        pages = [await log.read("lobby", limit=500, **place) for place in places]
        assert [seqs(page.entries) for page in pages] == [[1, 2, 3, 4], [8, 9, 10, 11], [11], [7, 8, 9, 10], [11]]


async def test_everything_is_delivered_live_whole_and_in_order(open_log):
    async with open_log() as log:
        receiving = asyncio.create_task(receive_live(log, 2_000))
        await asyncio.gather(*(append_all(log, drafts(1_000, room=room)) for room in ("here", "there")))
        received = await receiving
        for room in ("here", "there"):
            assert seqs(one.frame for one in received if one.room == room) == numbers(1, 1_000)


async def test_what_was_appended_since_the_last_batch_comes_as_one_batch_and_can_be_read(open_log):
    async with open_log() as log:
        for start in (1, 11):
            await append_all(log, drafts(10, start=start))
        async for batch in log.live():
            assert seqs(one.frame for one in batch) == numbers(1, 20)
            assert (await log.read("lobby", limit=1)).head == 20
            return


async def test_closing_makes_durable_what_was_accepted(open_log):
    async with open_log() as log:
        accepted = [log.append(one) for one in drafts(3_000)]
    assert seqs(await asyncio.gather(*accepted)) == numbers(1, 3_000)
    async with open_log() as log:
        assert (await log.read("lobby", limit=1)).head == 3_000


async def test_the_order_in_time_never_turns_around_when_the_clock_does(open_log):
    clock = Clock(2_000_000_000.0)
    async with open_log(clock=clock) as log:
        first = await log.append(draft("a"))
        clock.now -= 3_600
        second = await log.append(draft("b"))
    async with open_log(clock=clock) as log:
        third = await log.append(draft("c"))
        assert first.at == second.at == third.at


@pytest.mark.parametrize(("days", "kept"), [(5, numbers(11, 15)), (8, [])], ids=["the oldest", "all"])
async def test_old_messages_are_dropped_and_numbers_go_on(open_log, days, kept):
    clock = Clock(2_000_000_000.0)
    async with open_log(clock=clock) as log:
        await append_all(log, drafts(10))
        clock.now += 3 * DAY
        await append_all(log, drafts(5, start=11))
    clock.now += days * DAY
    async with open_log(clock=clock, retention_days=7) as log:
        await log.check()  # the writer drops after its commit, so a second check is behind it
        await log.check()
        page = await log.read("lobby", after=0, limit=50)
        assert (seqs(page.entries), page.head, page.floor) == (kept, 15, 15 - len(kept))
        assert (await log.append(draft("d16"))).seq == 16


async def test_a_clock_that_is_put_forward_drops_nothing_before_it_could_be_put_right(open_log):
    """Nor does putting it back do harm. Rounds of retention follow a monotonic clock, which nobody can set."""
    clock, ticks = Clock(2_000_000_000.0), Clock(5.0)
    async with open_log(clock=clock, ticks=ticks, retention_days=7) as log:

        async def kept_after(*, set_by=0.0, passed):
            clock.now += set_by + passed
            ticks.now += passed
            await log.check()  # the writer drops after its commit, so a second one is behind it
            await log.check()
            return len((await log.read("lobby", limit=50)).entries)

        await append_all(log, drafts(10))
        assert await kept_after(set_by=365 * DAY, passed=ROUND_SECONDS) == 10
        assert await kept_after(set_by=-365 * DAY, passed=ROUND_SECONDS) == 10
        assert await kept_after(passed=8 * DAY) == 0
