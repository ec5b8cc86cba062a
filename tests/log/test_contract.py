"""The contract of a log, held by every implementation: numbered, once, durable, whole and in order."""

import asyncio

import pytest

from service.log import RoomFrame
from service.log.contract import PAGE_BYTES
from service.log.sqlite.retention import ROUND_SECONDS
from service.protocol import Message, Typing
from tests.support.logs import ANA, BO, append_all, draft, drafts, following, sqlite_log

DAY = 86_400.0


@pytest.fixture(params=["sqlite"])
def open_log(request, tmp_path):
    """Opens a log, and the same one again when it is called again."""

    def opened(**options):
        return sqlite_log(tmp_path / "hubbub.db", **options)

    return opened


def seqs(messages):
    return [message.seq for message in messages]


def numbers(count, start=1):
    return list(range(start, start + count))


class Clock:
    """Seconds since 1970, set by the test."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


async def test_a_draft_becomes_a_message_with_the_next_number(open_log):
    async with open_log(clock=lambda: 1_767_323_045.678) as log:
        first = await log.append(draft("a", "Hi 👋\n'; --"))
        assert first == Message(1, "a", ANA, "2026-01-02T03:04:05.678Z", "Hi 👋\n'; --")
        assert (await log.append(draft("b", author=BO))).seq == 2


async def test_numbers_have_no_holes_and_follow_the_order_of_appending(open_log):
    async with open_log() as log:
        messages = await append_all(log, drafts(5_000))
        assert seqs(messages) == numbers(5_000)
        assert [message.draft for message in messages] == [one.id for one in drafts(5_000)]


async def test_each_room_has_numbers_of_its_own(open_log):
    async with open_log() as log:
        mixed = [draft(f"d{number}", room=f"r{number % 3}") for number in range(30)]
        messages = await append_all(log, mixed)
        for room in range(3):
            assert seqs(messages[room::3]) == numbers(10)


async def test_appending_a_draft_again_gives_the_message_it_became(open_log):
    async with open_log() as log:
        first = await log.append(draft("a", "first"))
        await log.append(draft("b"))
        assert await log.append(draft("a", "something else", author=BO)) == first
        assert (await log.append(draft("c"))).seq == 3
        assert (await log.read("lobby", limit=10)).head == 3


async def test_a_draft_that_races_itself_becomes_one_message(open_log):
    async with open_log() as log, following(log) as wait_for:
        messages = await append_all(log, [draft("a"), draft("b"), draft("a"), draft("a")] * 50)
        assert {message.draft: message.seq for message in messages} == {"a": 1, "b": 2}
        await log.append(draft("last"))
        assert [news.frame.draft for news in await wait_for(3)] == ["a", "b", "last"]


async def test_a_draft_is_known_again_after_reopening(open_log):
    async with open_log() as log:
        first = await log.append(draft("a"))
    async with open_log() as log:
        assert await log.append(draft("a")) == first
        assert (await log.append(draft("b"))).seq == 2


async def test_one_draft_id_in_two_rooms_is_two_messages(open_log):
    async with open_log() as log:
        there = await log.append(draft("a", "there", room="there"))
        here = await log.append(draft("a", "here", room="here"))
        assert (there.seq, there.text, here.seq, here.text) == (1, "there", 1, "here")


async def test_reading_gives_what_was_asked_for_in_order(open_log):
    async with open_log() as log:
        await append_all(log, drafts(100))
        expected = {
            (None, None, 10): numbers(10, 91),
            (None, None, 500): numbers(100),
            (0, None, 10): numbers(10),
            (40, None, 10): numbers(10, 41),
            (95, None, 10): numbers(5, 96),
            (100, None, 10): [],
            (2**53 - 1, None, 10): [],
            (None, 51, 10): numbers(10, 41),
            (None, 5, 10): numbers(4),
            (None, 1, 10): [],
            (None, 2**53 - 1, 10): numbers(10, 91),
        }
        for (after, before, limit), found in expected.items():
            page = await log.read("lobby", after=after, before=before, limit=limit)
            assert (seqs(page.entries), page.head, page.floor) == (found, 100, 0)


@pytest.mark.parametrize("character", ["x", "é", "🦦"])
async def test_a_page_of_long_messages_is_a_short_one(open_log, character):
    """From either side it goes on where it began, and it is never empty while there is more."""
    async with open_log() as log:
        long = character * (PAGE_BYTES // 4 // len(character.encode()))
        await append_all(log, [draft(f"d{number}", long) for number in range(1, 11)])
        await log.append(draft("very long", long * 5))
        places: list[dict[str, int]] = [{"after": 0}, {"after": 7}, {"after": 10}, {"before": 11}, {}]
        pages = [await log.read("lobby", limit=500, **place) for place in places]
        assert [seqs(page.entries) for page in pages] == [[1, 2, 3, 4], [8, 9, 10, 11], [11], [7, 8, 9, 10], [11]]


async def test_a_room_where_nothing_was_said_reads_as_empty(open_log):
    async with open_log() as log:
        await log.append(draft("a"))
        page = await log.read("elsewhere", limit=10)
        assert (page.entries, page.head, page.floor) == ([], 0, 0)


async def test_what_is_read_is_what_was_appended(open_log):
    async with open_log() as log:
        messages = await append_all(log, drafts(50))
        assert (await log.read("lobby", after=0, limit=50)).entries == messages


async def test_everything_is_heard_live_whole_and_in_order(open_log):
    async with open_log() as log, following(log) as wait_for:
        await asyncio.gather(*(append_all(log, drafts(1_000, room=room)) for room in ("here", "there")))
        heard = await wait_for(2_000)
        for room in ("here", "there"):
            assert seqs(news.frame for news in heard if news.room == room) == numbers(1_000)


async def test_what_is_heard_live_can_be_read(open_log):
    async with open_log() as log:
        log.append(draft("a"))
        async for batch in log.live():
            assert seqs(news.frame for news in batch) == [1]
            assert (await log.read("lobby", limit=10)).head == 1
            return


async def test_all_that_came_since_the_last_look_comes_as_one_batch(open_log):
    async with open_log() as log:
        await append_all(log, drafts(10))
        await append_all(log, drafts(10, start=11))
        async for batch in log.live():
            assert seqs(news.frame for news in batch) == numbers(20)
            return


async def test_passing_news_is_heard_and_not_stored(open_log):
    async with open_log() as log, following(log) as wait_for:
        news = RoomFrame("lobby", Typing(ANA))
        log.announce(news)
        assert await wait_for(1) == [news]
        assert (await log.read("lobby", limit=10)).head == 0


async def test_a_log_survives_being_closed_and_opened_again(open_log):
    async with open_log() as log:
        epoch, messages = log.epoch, await append_all(log, drafts(20))
    async with open_log() as log:
        assert log.epoch == epoch
        assert (await log.read("lobby", limit=50)).entries == messages
        assert (await log.append(draft("next"))).seq == 21


async def test_closing_makes_durable_what_was_accepted(open_log):
    async with open_log() as log:
        accepted = [log.append(one) for one in drafts(3_000)]
    assert seqs(await asyncio.gather(*accepted)) == numbers(3_000)
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


async def test_old_messages_are_dropped_and_numbers_go_on(open_log):
    clock = Clock(2_000_000_000.0)
    async with open_log(clock=clock) as log:
        await append_all(log, drafts(10))
        clock.now += 3 * DAY
        await append_all(log, drafts(5, start=11))
    clock.now += 5 * DAY
    async with open_log(clock=clock, retention_days=7) as log:
        await log.append(draft("d16"))
        await log.check()  # the writer drops after its commit, so a second one is behind it
        page = await log.read("lobby", after=0, limit=50)
        assert (seqs(page.entries), page.head, page.floor) == (numbers(6, 11), 16, 10)


async def test_a_clock_that_is_put_forward_drops_nothing_before_it_could_be_put_right(open_log):
    """Going back is no harm either: when the next round is due, nobody can set."""
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


async def test_the_head_outlives_the_last_message(open_log):
    clock = Clock(2_000_000_000.0)
    async with open_log(clock=clock) as log:
        await append_all(log, drafts(10))
    clock.now += 8 * DAY
    async with open_log(clock=clock, retention_days=7) as log:
        await log.check()
        await log.check()
        page = await log.read("lobby", limit=50)
        assert (page.entries, page.head, page.floor) == ([], 10, 10)
        assert (await log.append(draft("d11"))).seq == 11


async def test_a_sound_log_says_that_it_can_be_written(open_log):
    async with open_log() as log:
        await log.check()
        assert (await log.read("lobby", limit=1)).head == 0
