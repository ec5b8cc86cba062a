"""The contract of a log, for every implementation: what tests/faults/test_log_model.py does not compare with a model."""

import asyncio

import pytest
from msgspec.structs import replace

from service.log import Rejected
from service.log.contract import PAGE_BYTES
from service.log.retention_rounds import ROUND_SECONDS
from service.protocol import (
    REACTIONS_LISTED,
    CurrentMessage,
    Deletion,
    Edit,
    Message,
    Person,
    Reaction,
    Reactions,
    Topic,
)
from service.text.search_query import Query, parse_query
from tests.support.clock import Clock
from tests.support.logs import (
    ANA,
    BO,
    append_all,
    deletion,
    draft,
    drafts,
    edit,
    numbers,
    reaction,
    receive_live,
    seqs,
    sqlite_log,
    topic,
)
from tests.support.postgres import postgres_log

DAY = 86_400.0


@pytest.fixture(params=["sqlite", "postgres"])
def open_log(request, tmp_path):
    """Returns a function that opens a log. A second call opens the log of the first."""
    if request.param == "sqlite":
        return lambda **options: sqlite_log(tmp_path / "hubbub.db", **options)
    url = request.getfixturevalue("postgres_url")
    return lambda **options: postgres_log(url, **options)


async def test_a_draft_becomes_a_message_with_the_next_number(open_log):
    async with open_log(clock=lambda: 1_767_323_045.678) as log:
        first = await log.append(draft("a", "Hi 👋\n'; --"))
        assert first == Message(1, "a", ANA, "2026-01-02T03:04:05.678Z", "Hi 👋\n'; --")
        assert (await log.append(draft("b", author=BO))).seq == 2


CHANGES = [
    (draft("hi", "Hi"), Message(1, "hi", ANA, "1970-01-01T00:00:01.000Z", "Hi")),
    (draft("re", "Hello", author=BO, reply=1), Message(2, "re", BO, "1970-01-01T00:00:02.000Z", "Hello", 1)),
    (edit("e1", 1, "Hi all"), Edit(3, "e1", ANA, "1970-01-01T00:00:03.000Z", 1, "Hi all")),
    (reaction("r1", 1, "👍"), Reaction(4, "r1", ANA, "1970-01-01T00:00:04.000Z", 1, "👍", True, 1)),
    (reaction("r2", 1, "🦦", author=BO), Reaction(5, "r2", BO, "1970-01-01T00:00:05.000Z", 1, "🦦", True, 1)),
    (reaction("r3", 1, "👍", author=BO), Reaction(6, "r3", BO, "1970-01-01T00:00:06.000Z", 1, "👍", True, 2)),
    (reaction("r4", 1, "👍", author=BO), Reaction(7, "r4", BO, "1970-01-01T00:00:07.000Z", 1, "👍", True, 2)),
    (reaction("r5", 1, "👍", on=False), Reaction(8, "r5", ANA, "1970-01-01T00:00:08.000Z", 1, "👍", False, 1)),
    (edit("e2", 2, "Hello!", author=BO), Edit(9, "e2", BO, "1970-01-01T00:00:09.000Z", 2, "Hello!")),
    (reaction("r6", 2, "🦦", author=BO), Reaction(10, "r6", BO, "1970-01-01T00:00:10.000Z", 2, "🦦", True, 1)),
    (deletion("x", 2, author=BO), Deletion(11, "x", BO, "1970-01-01T00:00:11.000Z", 2)),
    (draft("re2", "To what?", reply=2), Message(12, "re2", ANA, "1970-01-01T00:00:12.000Z", "To what?", 2)),
]
"""Each draft is appended one second after the one before; and what it becomes."""


async def test_messages_are_edited_deleted_reacted_to_and_answered(open_log):
    """A page has them as they are now; a replay has every entry, and no text that was removed."""
    clock = Clock(0)
    async with open_log(clock=clock) as log:
        for appended, entry in CHANGES:
            clock.now += 1
            assert await log.append(appended) == entry
        assert [one.frame for one in await receive_live(log, 12)] == [entry for _, entry in CHANGES]
    hi, re, e1, *_, e2, _, _, re2 = [entry for _, entry in CHANGES]
    emoji = [Reactions("👍", 1, [BO.id]), Reactions("🦦", 1, [BO.id])]
    async with open_log(clock=clock) as log:
        assert (await log.messages("lobby", limit=50)).messages == [
            CurrentMessage(1, "hi", ANA, hi.at, "Hi all", edited=e1.at, reactions=emoji),
            CurrentMessage(2, "re", BO, re.at, "", 1, deleted=True),
            CurrentMessage(12, "re2", ANA, re2.at, "To what?", 2),
        ]
        replayed = (await log.read("lobby", after=0, limit=50)).entries
        assert seqs(replayed) == numbers(1, 12)
        for place, now in [(0, replace(hi, text="Hi all")), (1, replace(re, text="", deleted=True)), (2, e1),
                           (6, CHANGES[6][1]), (8, replace(e2, text="")), (11, re2)]:  # fmt: skip
            assert replayed[place] == now
        assert await append_all(log, [appended for appended, _ in CHANGES]) == replayed


async def test_a_rejected_draft_adds_nothing_and_its_neighbours_are_stored_also_those_with_its_id(open_log):
    async with open_log(edit_hours=None) as log:
        batch = [
            draft("a"),
            edit("b", 1, "new"),
            edit("c", 1, "mine", author=BO),
            deletion("d", 2),
            draft("e", reply=9),
            draft("c", "as a message"),
            draft("f"),
            draft("c", "once more"),
            draft("e"),
        ]
        found = await asyncio.gather(*map(log.append, batch), return_exceptions=True)
        assert [one.code if isinstance(one, Rejected) else one.seq for one in found] == [
            1, 2, "not_yours", "no_such_message", "no_such_message", 3, 4, 3, 5,
        ]  # fmt: skip
        assert found[7].text == "as a message"


@pytest.mark.parametrize("asking", [None, 3, REACTIONS_LISTED, REACTIONS_LISTED + 5, 99])
async def test_a_page_counts_every_reaction_and_lists_the_first_persons_and_the_one_who_asks(open_log, asking):
    async with open_log() as log:
        ids = [f"{number:016}" for number in range(REACTIONS_LISTED + 10)]
        person = None if asking is None else f"{asking:016}"
        await log.append(draft("a"))
        await append_all(log, [reaction(f"r{one}", 1, author=Person(one, "P")) for one in ids])
        page = await log.messages("lobby", before=50, limit=5, person=person)
        found = await log.search("lobby", Query(("text",)), limit=5, person=person)
        last = person if person in ids[REACTIONS_LISTED:] else ids[REACTIONS_LISTED - 1]
        listed = [*ids[: REACTIONS_LISTED - 1], last]
        assert page.messages[0].reactions == found.messages[0].reactions == [Reactions("👍", len(ids), listed)]


@pytest.mark.parametrize(("typed", "before", "found", "goes_on"), [
    ("tex", None, [6, 4], 4), ("tex", 4, [1], None), ("text from:ana", None, [6, 1], 1), ("text from:ana", 1, [], None),
    ("draft", None, [], None), ("NEW", None, [2], None), ("from:bo", None, [4], None),
    ("text before:2001-09-10", None, [4, 1], 1), ("before:2001-09-10", 4, [2, 1], 1),
])  # fmt: skip
async def test_a_search_finds_messages_as_they_are_now_and_says_where_it_goes_on(
    open_log, typed, before, found, goes_on
):
    clock = Clock(1_000_000_000.0)  # 2001-09-09 01:46:40
    async with open_log(clock=clock) as log:
        await append_all(log, [draft("a"), draft("b", "draft"), draft("c"), draft("d", author=BO)])
        await log.append(edit("e", 2, "new"))
        clock.now += DAY - 3_600
        await append_all(log, [draft("f"), deletion("g", 3), reaction("h", 1)])
        page = await log.search("lobby", parse_query(typed), before=before, limit=2)
        assert (seqs(page.messages), page.head, page.next) == (found, 8, goes_on)
        everything = (await log.messages("lobby", limit=50)).messages
        assert all(message in everything for message in page.messages)


async def test_a_page_of_long_messages_that_were_found_is_a_short_one(open_log):
    async with open_log() as log:
        await append_all(log, [draft(f"d{number}", "x" * (PAGE_BYTES // 2)) for number in range(1, 6)])
        page = await log.search("lobby", Query(("x",)), limit=500)
        assert (seqs(page.messages), page.next) == ([5, 4], 4)


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
        expected = [[1, 2, 3, 4], [8, 9, 10, 11], [11], [7, 8, 9, 10], [11]]
        assert [seqs((await log.read("lobby", limit=500, **place)).entries) for place in places] == expected
        assert [seqs((await log.messages("lobby", limit=500, **place)).messages) for place in places] == expected


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


async def test_the_last_topic_stays_when_its_entry_is_dropped_until_it_is_removed(open_log):
    clock = Clock(2_000_000_000.0)
    async with open_log(clock=clock) as log:
        assert (await log.read("lobby", limit=1)).topic is None
        await append_all(log, [topic("t1", "Plans"), draft("a"), topic("t2", "Nap", author=BO), topic("t1", "again")])
        now = Topic(3, "t2", BO, "2033-05-18T03:33:20.000Z", "Nap")
        assert [(await log.read("lobby", **place)).topic for place in ({"limit": 1}, {"after": 0, "limit": 1})] == [
            now
        ] * 2
        assert (await log.read("den", limit=1)).topic is None
    clock.now += 8 * DAY
    async with open_log(clock=clock, retention_days=7) as log:
        await log.check()
        await log.check()
        page = await log.read("lobby", limit=50)
        assert (page.entries, page.floor, page.topic) == ([], 3, now)
        removed = await log.append(topic("t3", ""))
        assert removed == Topic(4, "t3", ANA, "2033-05-26T03:33:20.000Z", "")
        page = await log.read("lobby", limit=50)
        assert (page.entries, page.topic) == ([removed], None)


async def test_the_heads_of_rooms_are_those_of_all_that_was_appended(open_log):
    async with open_log() as log:
        await append_all(log, [draft("a"), draft("b"), draft("a", room="den")])
        assert await log.heads(["lobby", "nowhere", "den"]) == {"lobby": 2, "nowhere": 0, "den": 1}
        assert await log.heads([]) == {}


async def test_a_shared_value_stays_for_its_time_and_is_replaced_only_if_it_is_as_it_was(open_log, monkeypatch):
    for module in ("service.log.expiring_values", "service.log.postgres.expiring_values"):
        monkeypatch.setattr(f"{module}.VALUES_LIMIT", 2)
    async with open_log() as log:
        values = log.values
        assert await values.get("a") is None
        assert await values.set("a", b"\0one", 9.0)
        assert await values.set("b", b"two", 0.05)
        assert not await values.set("c", b"three", 9.0)
        assert sorted([await values.replace("a", b"\0one", content) for content in (b"x", b"y")]) == [False, True]
        found = await values.get("a")
        assert (found.content, 8 < found.seconds <= 9) == (b"x", True)
        async with asyncio.timeout(10):
            while await values.get("b") is not None:
                await asyncio.sleep(0.01)
        assert not await values.replace("b", b"two", b"late")
        assert await values.set("c", b"three", 9.0)
        await values.remove("a")
        assert await values.get("a") is None
        assert not await values.replace("a", b"x", b"z")


@pytest.mark.parametrize(("days", "kept"), [(5, numbers(11, 15)), (8, [])], ids=["the oldest", "all"])
async def test_old_messages_are_dropped_and_numbers_go_on(open_log, days, kept):
    clock = Clock(2_000_000_000.0)
    async with open_log(clock=clock, edit_hours=None) as log:
        await append_all(log, [*drafts(9), reaction("d10", 9)])
        clock.now += 3 * DAY
        await append_all(log, [reaction("d11", 9, author=BO), edit("d12", 9, "late"), *drafts(3, start=13)])
    clock.now += days * DAY
    async with open_log(clock=clock, retention_days=7) as log:
        await log.check()  # the writer drops after its commit, so a second check is behind it
        await log.check()
        page = await log.read("lobby", after=0, limit=50)
        assert (seqs(page.entries), page.head, page.floor) == (kept, 15, 15 - len(kept))
        assert [one.text for one in page.entries if isinstance(one, Edit)] == [""] * bool(kept)
        assert seqs((await log.messages("lobby", limit=50)).messages) == [seq for seq in kept if seq > 12]
        assert (await log.append(draft("d16"))).seq == 16


async def test_a_clock_that_is_put_forward_drops_nothing_before_it_could_be_put_right(open_log):
    """Nor does putting it back do harm. Rounds of retention follow a monotonic clock, which nobody can set."""
    clock, ticks = Clock(2_000_000_000.0), Clock(5.0)
    async with open_log(clock=clock, ticks=ticks, retention_days=7) as log:

        async def kept_after(*, set_by=0.0, passed):
            clock.now += set_by + passed
            ticks.now += passed
            await log.check()  # drops follow its commit, and are done when the second check returns
            await log.check()
            return len((await log.read("lobby", limit=50)).entries)

        await append_all(log, drafts(10))
        assert await kept_after(set_by=365 * DAY, passed=ROUND_SECONDS) == 10
        assert await kept_after(set_by=-365 * DAY, passed=ROUND_SECONDS) == 10
        assert await kept_after(passed=8 * DAY) == 0
