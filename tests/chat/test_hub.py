"""The hub: where a view begins, what each tab receives, who is in the room, and which commands are refused."""

import pytest

from service.chat.hub import GRACE_SECONDS
from service.protocol import CATCH_UP_LIMIT, FIRST_PAGE, PAGE_LIMIT
from tests.support.frames import frame, say
from tests.support.hub import room_of_messages, running_hub, until
from tests.support.logs import append_all, draft, drafts, numbers, reaction


async def test_a_message_reaches_every_tab_once_in_one_order_with_its_author_and_draft(path):
    async with running_hub(path, rate=0) as running, running.tab("Ana") as ana, running.tab("Bo") as bo:
        authors = {"ana": (await ana.receive("welcome"))["you"], "bo": (await bo.receive("welcome"))["you"]}
        for number in range(50):
            ana.say(f"ana-{number}")
            bo.say(f"bo-{number}")
        received = await ana.receive_messages(100)
        assert received == await bo.receive_messages(100)
        assert [message["seq"] for message in received] == numbers(1, 100)
        assert all(message["from"] == authors[message["draft"].split("-")[0]] for message in received)


HEAD, FLOOR = CATCH_UP_LIMIT + 100, 20
VIEWS = {
    "nothing asked for": (None, HEAD - FIRST_PAGE),
    "all": (HEAD, HEAD),
    "far behind": (100, 100),
    "too far behind": (99, HEAD - FIRST_PAGE),
    "in the future": (HEAD + 1, HEAD - FIRST_PAGE),
    "far in the future": (999_999_999_999_999, HEAD - FIRST_PAGE),
}


@pytest.mark.parametrize(("after", "begin"), VIEWS.values(), ids=VIEWS)
def test_a_view_goes_on_where_it_was_unless_it_is_too_far_behind_or_impossible(after, begin):
    assert room_of_messages(HEAD).first_cursor(after) == begin


LONG = "🦦" * 4_000
FIRST_PAGES = {
    "messages and then reactions": (60, 200, "Hi", 10),
    "more reactions than a page": (60, PAGE_LIMIT + 20, "Hi", 80),
    "fewer messages than a page": (10, 100, "Hi", 0),
    "texts of more bytes than one read": (FIRST_PAGE + 10, 5, LONG, 10),
}


@pytest.mark.parametrize(("messages", "reactions", "text", "begin"), FIRST_PAGES.values(), ids=FIRST_PAGES)
async def test_a_first_page_has_the_last_50_messages_but_at_most_500_entries(path, messages, reactions, text, begin):
    async with running_hub(path) as running:
        await append_all(running.log, [draft(f"d{number}", text) for number in range(messages)])
        await append_all(running.log, [reaction(f"r{number}", 1) for number in range(reactions)])
        async with running.tab() as tab:
            assert (await tab.receive("welcome"))["after"] == begin
            received = [(await tab.receive("message", "reaction"))["seq"] for _ in range(messages + reactions - begin)]
            assert received == numbers(begin + 1, messages + reactions)
        async with running.tab():
            await append_all(running.log, [draft(f"e{number}") for number in range(FIRST_PAGE + 5)])
            await until(lambda: running.hub.rooms._rooms["lobby"].head == messages + reactions + FIRST_PAGE + 5)
            async with running.tab() as tab:
                assert (await tab.receive("welcome"))["after"] == messages + reactions + 5


async def test_a_view_of_another_epoch_or_from_before_the_oldest_message_starts_over(path):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(60))
        for epoch, floor, begin in (
            (running.log.epoch, 0, 2),
            ("another", 0, 10),
            (None, 2, 2),
            (None, 3, 10),
            (None, 20, 20),
        ):
            async with running.tab(after=2, epoch=epoch) as tab:
                (await running.hub.rooms.open("lobby")).floor = floor
            async with running.tab(after=2, epoch=epoch) as tab:
                welcome = await tab.receive("welcome")
                assert (welcome["after"], welcome["head"]) == (begin, 60)
                assert (await tab.receive("message"))["seq"] == begin + 1


async def test_a_resent_draft_comes_back_to_its_author_only_if_it_is_before_the_view(path):
    async with running_hub(path, rate=0) as running:
        await append_all(running.log, drafts(100))
        async with running.tab("Ana") as ana, running.tab("Bo") as bo:
            for tab in (ana, bo):
                await tab.receive_messages(50)
            ana.write(say("d7", "Hi") + say("d77", "Hi") + say("a", "Hi") + say("a", "Hi") + say("b", "next"))
            assert [message["draft"] for message in await bo.receive_messages(2)] == ["a", "b"]
            received = await ana.receive_messages(3)
            assert sorted((message["draft"], message["seq"]) for message in received) == [
                ("a", 101),
                ("b", 102),
                ("d7", 7),
            ]
            ana.write(say("a", "Hi") + say("c", "last"))
            assert (await ana.receive("message"))["draft"] == "c"


async def test_the_room_is_told_who_joins_leaves_after_the_grace_or_has_a_new_name(path):
    async with running_hub(path) as running, running.tab("Ana") as ana:
        you = (await ana.receive("welcome"))["you"]
        running.tick()
        assert (await ana.receive("people"))["joined"] == [you]
        async with running.tab("Bo") as bo, running.tab("Bo") as second:
            person = (await bo.receive("welcome"))["you"]
            assert (await second.receive("welcome"))["count"] == 2
            running.tick()
            news = await ana.receive("people")
            assert (news["joined"], news["left"], news["count"]) == ([person], [], 2)
            bo.send(type="name", name="  Bob ")
            bo.say("a")
            assert (await second.receive("message"))["from"] == person | {"name": "Bob"}
            running.tick()
            assert (await ana.receive("people"))["renamed"] == [person | {"name": "Bob"}]
        running.tick(GRACE_SECONDS - 1)
        ana.say("still-here")
        assert (await ana.receive("people", "message", "refused"))["type"] == "message"
        running.tick()
        news = await ana.receive("people")
        assert (news["left"], news["joined"], news["count"]) == ([person["id"]], [], 1)


async def test_typing_is_announced_at_most_every_two_seconds_and_at_once_after_a_message(path):
    async with running_hub(path, rate=0) as running, running.tab("Ana") as ana, running.tab("Bo") as bo:
        you = (await ana.receive("welcome"))["you"]
        for seq in (1, 2):
            for _ in range(50):
                ana.send(type="typing")
            ana.say(f"a{seq}")
            assert (await bo.receive("typing", "message"))["from"] == you
            assert (await bo.receive("typing", "message"))["seq"] == seq


REFUSED = {
    "a type that is unknown": ({"type": "shout"}, "bad_frame", None),
    "a text that is a number": ({"type": "say", "draft": "d", "text": 7}, "bad_frame", "d"),
    "a text of spaces": ({"type": "say", "draft": "d", "text": " "}, "empty", "d"),
    "a text too long": ({"type": "say", "draft": "d", "text": "x" * 4_001}, "too_long", "d"),
    "a name of nothing": ({"type": "name", "name": ""}, "bad_name", None),
    "a reserved name": ({"type": "name", "name": "admin"}, "bad_name", None),
    "a name that turns the text around": ({"type": "name", "name": "a\u202eb"}, "bad_name", None),
    "a name too long": ({"type": "name", "name": "x" * 33}, "bad_name", None),
}


@pytest.mark.parametrize(("sent", "code", "draft"), REFUSED.values(), ids=REFUSED)
async def test_a_command_is_refused_with_a_reason_and_its_draft_and_changes_nothing(path, sent, code, draft):
    async with running_hub(path) as running, running.tab("Ana") as ana:
        ana.send(**sent)
        refused = await ana.receive("refused", "message")
        assert (refused["code"], refused["reason"][-1], refused.get("draft")) == (code, ".", draft)
        ana.say("a")
        message = await ana.receive("message")
        assert (message["seq"], message["from"]["name"]) == (1, "Ana")


async def test_a_person_has_one_rate_in_all_tabs_and_reconnecting_does_not_reset_it(path):
    async with running_hub(path, rate=0.01, burst=3) as running:
        async with running.tab("Ana") as first, running.tab("Ana") as second, running.tab("Bo") as bo:
            first.write(b"".join(say(f"d{number}", "Hi") for number in range(4)))
            refused = await first.receive("refused")
            assert (refused["code"], refused["draft"]) == ("too_fast", "d3")
            assert 99_000 < refused["retry_ms"] <= 100_000
            second.say("e")
            assert (await second.receive("refused"))["draft"] == "e"
            bo.say("b")
            assert [message["draft"] for message in await bo.receive_messages(4)] == ["d0", "d1", "d2", "b"]
        running.tick_round()
        async with running.tab("Ana") as ana:
            await ana.receive_messages(4)
            ana.say("f")
            assert (await ana.receive("refused"))["code"] == "too_fast"
            for number in range(2):
                running.skip(refused["retry_ms"] / 1_000)
                ana.write(say(f"f{number}", "Hi") * 61)  # a message, and 60 refusals, which are not 100 in a row
                received = [(await ana.receive("message", "refused")).get("code") for _ in range(61)]
                assert received == [*["too_fast"] * 60, None]


async def test_a_reaction_costs_a_quarter_of_a_message_and_a_refused_or_resent_draft_as_much_as_a_new_one(path):
    async with running_hub(path, rate=0.01, burst=3) as running, running.tab("Ana") as ana:
        ana.say("a")
        for draft_id, emoji in (("r", "👍"), ("r", "👍"), ("bad", "ok"), ("late", "👎")):
            ana.send(type="react", draft=draft_id, message=1, emoji=emoji, on=True)
        ana.say("a")
        ana.send(type="react", draft="more", message=1, emoji="👍", on=True)
        assert [(await ana.receive("refused"))["draft"]] == ["bad"]
        refused = await ana.receive("refused")
        assert (refused["code"], refused["draft"]) == ("too_fast", "more")
        assert 24_000 < refused["retry_ms"] <= 25_000


CLOSED = {
    "too fast a hundred times in a row": (say("d", "Hi") * 102, 100, 4529),
    "ten frames of another protocol": (frame(b"hello") * 11, 10, 4500),
}


@pytest.mark.parametrize(("sent", "refusals", "code"), CLOSED.values(), ids=CLOSED)
async def test_a_tab_that_ignores_every_refusal_is_closed_for_good(path, sent, refusals, code):
    async with running_hub(path, rate=0.001, burst=1) as running, running.tab() as tab:
        tab.write(sent)
        received = await tab.read_past(code.to_bytes(2))
        assert received.count(b'"type":"refused"') == refusals
        assert not tab.connection.is_open
