"""The hub over real sockets and a real log: joining in the middle, falling behind and catching up, and the one clock."""

import threading

import pytest

from tests.support.connections import Tab
from tests.support.frames import json_frame, say

LARGE = "large " * 600


def seqs(messages):
    return [message["seq"] for message in messages]


def numbers(first, last):
    return list(range(first, last + 1))


@pytest.fixture
def talk(server, room):
    """Says so many messages in the room from a tab that never looks back, as fast as the line takes them."""

    def talk(count, text="Hi", start=1):
        with Tab(server.port, f"?room={room}") as tab:
            reader = threading.Thread(target=tab.hear_until, args=(start + count - 1,))
            reader.start()
            for first in range(start, start + count, 50):
                last = min(first + 50, start + count)
                tab.write(b"".join(say(f"d{number}", text) for number in range(first, last)))
            reader.join()

    return talk


@pytest.fixture
def talking(talk):
    """The same beside the test, which goes on at once."""
    threads = []

    def talking(*arguments, **more):
        thread = threading.Thread(target=talk, args=arguments, kwargs=more)
        threads.append(thread)
        thread.start()
        return thread

    yield talking
    for thread in threads:
        thread.join()


def test_a_message_reaches_every_tab_once_and_in_one_order(join):
    tabs = [join() for _ in range(10)]
    for number in range(20):
        for tab in tabs:
            tab.say(f"{tab.local_port()}-{number}", "Hi")
    heard = [tab.receive_until(200) for tab in tabs]
    assert seqs(heard[0]) == numbers(1, 200)
    assert all(one == heard[0] for one in heard)


def test_an_author_hears_their_own_message_as_everybody_does(join):
    ana, bo = join(headers=("Cookie: hubbub_name=Ana",)), join()
    ana.say("a", "Hi")
    message = ana.receive("message")
    assert message == bo.receive("message")
    assert (message["draft"], message["from"]) == ("a", ana.welcome["you"])


def test_rooms_do_not_hear_each_other(server, join):
    here = join()
    with Tab(server.port, "?room=elsewhere-entirely") as there:
        there.say("a", "there")
        there.receive("message")
    here.say("b", "here")
    assert here.receive("message")["text"] == "here"


def test_a_newcomer_gets_the_last_page_first(join, talk):
    talk(120)
    tab = join()
    assert (tab.welcome["after"], tab.welcome["head"]) == (70, 120)
    assert seqs(tab.receive_until(120)) == numbers(71, 120)


def test_who_comes_back_gets_everything_since(join, talk):
    talk(300)
    tab = join("&after=3")
    assert tab.welcome["after"] == 3
    assert seqs(tab.receive_until(300)) == numbers(4, 300)


def test_who_comes_back_with_everything_gets_nothing_twice(join, talk):
    talk(5)
    tab = join("&after=5")
    assert (tab.welcome["after"], tab.welcome["head"]) == (5, 5)
    tab.say("next", "Hi")
    assert tab.receive("message")["seq"] == 6


def test_who_joins_while_others_talk_misses_nothing_and_hears_nothing_twice(join, talking):
    talking(3_000)
    joiners = [join() for _ in range(40)]
    for tab in joiners:
        assert seqs(tab.receive_until(3_000)) == numbers(tab.welcome["after"] + 1, 3_000)


def test_who_comes_back_while_others_talk_misses_nothing_and_hears_nothing_twice(join, talking):
    talking(3_000)
    for _ in range(10):
        tab = join("&after=0")
        assert tab.welcome["after"] == 0
        assert seqs(tab.receive_until(3_000)) == numbers(1, 3_000)


def test_somebody_whose_line_drops_again_and_again_has_the_whole_conversation_once(join, talking):
    talking(3_000)
    seen: list[int] = []
    while not seen or seen[-1] < 3_000:
        tab = join(f"&after={seen[-1] if seen else 0}")
        assert tab.welcome["after"] == (seen[-1] if seen else 0)
        wanted = min(3_000, tab.welcome["after"] + 217)
        seen += seqs(tab.receive_until(wanted))
        tab.reset()
    assert seen == numbers(1, 3_000)


def test_a_slow_reader_falls_behind_and_catches_up_while_nobody_else_notices(join, talk):
    """8 MB are more than its line and the kernel's buffers hold, so it has to pull what it missed from the log."""
    slow, quick = join(receive_bytes=4_096), join()
    heard = []
    reader = threading.Thread(target=lambda: heard.extend(quick.receive_until(2_500)))
    reader.start()
    talk(2_500, LARGE)
    reader.join()
    assert seqs(heard) == numbers(1, 2_500)
    assert slow.receive_until(2_500) == heard
    slow.say("again", "live again")
    assert slow.receive("message") == quick.receive("message")


def test_several_slow_readers_catch_up_each_at_its_own_pace(join, talk):
    slow = [join(receive_bytes=4_096) for _ in range(5)]
    talk(1_500, LARGE)
    for tab in slow:
        assert seqs(tab.receive_until(1_500)) == numbers(1, 1_500)


def test_who_is_not_too_far_behind_gets_all_of_it_and_who_is_starts_anew(join, talk):
    talk(10_100)
    back = join("&after=100")
    assert back.welcome["after"] == 100
    assert seqs(back.receive_until(10_100)) == numbers(101, 10_100)
    late = join("&after=99")
    assert late.welcome["after"] == 10_050
    assert seqs(late.receive_until(10_100)) == numbers(10_051, 10_100)


def test_numbers_of_another_epoch_mean_nothing(join, talk):
    talk(60)
    epoch = join().welcome["epoch"]
    assert join(f"&after=2&epoch={epoch}").welcome["after"] == 2
    assert join("&after=2&epoch=another").welcome["after"] == 10


def test_a_number_from_the_future_starts_the_view_anew(join, talk):
    talk(60)
    for after in (61, 2**49, 999_999_999_999_999):
        tab = join(f"&after={after}")
        assert tab.welcome["after"] == 10
        assert seqs(tab.receive_until(60)) == numbers(11, 60)


def test_a_draft_sent_again_settles_without_being_said_again(join):
    tab, other = join(), join()
    tab.write(say("a", "Hi") + say("a", "Hi") + say("b", "next"))
    assert [message["draft"] for message in (tab.receive("message"), tab.receive("message"))] == ["a", "b"]
    assert [message["draft"] for message in (other.receive("message"), other.receive("message"))] == ["a", "b"]
    tab.say("a", "Hi")
    tab.say("c", "last")
    assert tab.receive("message")["draft"] == "c"


def test_a_draft_that_became_a_message_below_the_view_comes_back_with_its_number(join, talk):
    talk(100)
    tab, other = join(), join()
    tab.receive_until(100)
    other.receive_until(100)
    tab.say("d7", "Hi")
    assert (tab.receive("message")["seq"], tab.welcome["after"]) == (7, 50)
    tab.say("new", "Hi")
    assert tab.receive("message")["seq"] == other.receive("message")["seq"] == 101


def test_who_comes_is_told_to_who_is_there_and_a_second_tab_is_not(join):
    ana = join(headers=("Cookie: hubbub_name=Ana",))
    assert ana.receive("people")["count"] == 1
    cookie = ("Cookie: hubbub_name=Bo; hubbub_person=" + "b" * 22,)
    bo = join(headers=cookie)
    news = ana.receive("people")
    assert (news["joined"], news["left"], news["count"]) == ([bo.welcome["you"]], [], 2)
    assert join(headers=cookie).welcome["count"] == 2
    join(headers=("Cookie: hubbub_name=Cy",))
    news = ana.receive("people")
    assert ([person["name"] for person in news["joined"]], news["count"]) == (["Cy"], 3)


def test_who_leaves_is_told_after_the_grace(join):
    ana, bo = join(), join()
    while ana.receive("people")["count"] != 2:
        pass
    bo.reset()
    news = ana.receive("people")
    assert (news["left"], news["joined"], news["count"]) == ([bo.welcome["you"]["id"]], [], 1)


def test_a_new_name_is_told_to_everybody_and_goes_with_the_next_message(join):
    ana, bo = join(headers=("Cookie: hubbub_name=Ana",)), join()
    while ana.receive("people")["count"] != 2:
        pass
    ana.write(json_frame(type="name", name="  Anna "))
    renamed = {"id": ana.welcome["you"]["id"], "name": "Anna"}
    while not (news := bo.receive("people"))["renamed"]:
        assert news["left"] == []
    assert news["renamed"] == [renamed]
    ana.say("a", "Hi")
    assert bo.receive("message")["from"] == renamed


@pytest.mark.parametrize("name", ["", "admin", "a\u202eb", "x" * 33])
def test_what_cannot_be_a_name_is_refused_with_its_reason_and_changes_nothing(join, name):
    ana = join(headers=("Cookie: hubbub_name=Ana",))
    ana.write(json_frame(type="name", name=name))
    refused = ana.receive("refused")
    assert (refused["code"], refused["reason"][-1]) == ("bad_name", ".")
    ana.say("a", "Hi")
    assert ana.receive("message")["from"]["name"] == "Ana"


def test_who_goes_on_typing_after_a_message_is_told_of_at_once(join):
    ana, bo = join(), join()
    for number in (1, 2):
        ana.write(json_frame(type="typing"))
        assert bo.receive("typing", "message")["type"] == "typing"
        ana.say(f"a{number}", "Hi")
        assert bo.receive("typing", "message")["seq"] == number


def test_typing_is_passed_on_and_not_stored(join):
    ana, bo = join(), join()
    ana.write(json_frame(type="typing") * 50)
    assert bo.receive("typing", "message")["from"] == ana.welcome["you"]
    ana.say("a", "Hi")
    assert bo.receive("typing", "message")["seq"] == 1
