"""Nothing typed is lost: not by a reload, a closed tab, haste, or a server that cannot store."""

import re
import resource

import pytest
from playwright.sync_api import expect

from e2e.support.guests import tell
from e2e.support.page_errors import PageErrors
from e2e.support.people import People, Tab
from tests.support.proxy import Proxy
from tests.support.server import Server

HASTY = 26
"""More than the 20 a person may say at once; the rest follows at 5 a second."""

FILL_STORAGE = """
() => {
  let [ballast, number] = ["x".repeat(2 ** 20), 0];
  while (ballast !== "") {
    try {
      localStorage.setItem(`ballast ${number++}`, ballast);
    } catch {
      ballast = ballast.slice(ballast.length / 2 + 1);
    }
  }
}
"""


def test_text_in_the_box_survives_a_reload_and_a_closed_tab(person: People, room: str) -> None:
    ann = person("Ann")
    tab = ann.opens(room)
    tab.box.press_sequentially("Half a thou")
    tab.reloads()
    expect(tab.box).to_have_value("Half a thou")
    tab.closes()
    tab = ann.opens(room)
    expect(tab.box).to_have_value("Half a thou")
    expect(ann.opens(f"{room}-2").box).to_have_value("")
    tab.box.press("Enter")
    tab.sees("Half a thou")
    tab.reloads()
    expect(tab.box).to_have_value("")


def test_each_tab_has_a_box_of_its_own_and_closed_ones_leave_theirs_to_the_next(person: People, room: str) -> None:
    ann = person("Ann")
    one, other = ann.opens(room), ann.opens(room)
    one.box.press_sequentially("Half of one")
    other.box.press_sequentially("Half of the other")
    third = ann.opens(room)
    third.says("In between")
    for tab, half in ((one, "Half of one"), (other, "Half of the other"), (third, "")):
        tab.reloads()
        expect(tab.box).to_have_value(half)
    for tab in (third, one, other):
        tab.closes()
    found = [ann.opens(room).box for _ in range(2)]
    for box in found:
        expect(box).to_have_value(re.compile("Half of (one|the other)"))
    assert len({box.input_value() for box in found}) == 2


def test_a_duplicated_tab_does_not_share_its_box_with_its_twin(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.box.press_sequentially("Half a thou")
    ann.reloads()
    with ann.page.expect_popup() as opened:
        ann.page.evaluate("void open(location)")  # gets a copy of what is kept for the tab
    twin = Tab(ann.person, opened.value)
    twin.has_connection("live")
    twin.box.press_sequentially("Another")
    for tab, half in ((ann, "Half a thou"), (twin, "Another")):
        tab.reloads()
        expect(tab.box).to_have_value(half)


def test_the_text_of_a_tab_that_went_without_a_word_is_found_by_the_next(person: People, room: str) -> None:
    ann = person("Ann")
    one, other = ann.opens(room), ann.opens(room)
    one.page.evaluate("addEventListener('pagehide', (event) => event.stopImmediatePropagation(), { capture: true })")
    one.box.press_sequentially("Half a thou")
    one.closes()
    other.box.press_sequentially("still here")  # the latest, which its tab does not give away
    expect(ann.opens(room).box).to_have_value("Half a thou")
    other.reloads()
    expect(other.box).to_have_value("still here")


def test_where_nothing_can_be_kept_the_page_says_so_and_asks_before_it_is_left(
    person: People, room: str, proxy: Proxy, page_errors: PageErrors
) -> None:
    page_errors.allow("dialog")  # which it dismisses: Ann stays
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    ann.page.evaluate(FILL_STORAGE)
    proxy.cut()
    ann.has_connection("waiting")
    expect(ann.banner).to_contain_text("Your messages are saved.")
    ann.says("one", "two")
    ann.box.press_sequentially("Half a thou")
    expect(ann.banner).to_contain_text("Reconnecting… This browser can’t save your messages. Keep this tab open")
    with ann.page.expect_event("dialog") as asked:
        ann.page.evaluate("location.reload()")
    assert asked.value.type == "beforeunload"
    expect(ann.unsettled.locator(".text")).to_have_text(["one", "two"])
    expect(ann.box).to_have_value("Half a thou")
    proxy.restore()
    ann.tries_now()
    bob.sees("one", "two")
    ann.sees("one", "two")
    ann.box.fill("")
    page_errors.allow()
    ann.reloads()
    assert ann.has_seen(2) == bob.has_seen(2)


def test_a_reload_with_messages_on_their_way_loses_and_repeats_none(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    proxy.lose_answers()
    ann.says("stored, but Ann cannot know", "not even sent")
    bob.sees("stored, but Ann cannot know")
    expect(ann.unsettled).to_have_count(2)
    ann.reloads()
    bob.sees("stored, but Ann cannot know", "not even sent")
    assert ann.has_seen(2) == bob.has_seen(2)


def test_messages_on_their_way_are_shown_after_a_reload_without_a_line(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    ann.says("settled")
    ann.sees("settled")
    proxy.cut()
    ann.has_connection("waiting")
    ann.says("one", "two")
    ann.page.reload()
    expect(ann.unsettled.locator(".text")).to_have_text(["one", "two"])
    proxy.restore()
    bob.sees("settled", "one", "two")
    assert ann.has_seen(3) == bob.has_seen(3)


def test_a_closed_tab_sends_its_messages_when_it_is_opened_again(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy), person("Bob").opens(room)
    tab = ann.opens(room)
    proxy.cut()
    tab.has_connection("waiting")
    tab.says("one", "two")
    tab.closes()
    proxy.restore()
    tab = ann.opens(room)
    bob.sees("one", "two")
    assert tab.has_seen(2) == bob.has_seen(2)


def test_a_message_stored_long_ago_settles_without_moving_to_the_end(
    person: People, room: str, proxy: Proxy, address: str
) -> None:
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    proxy.lose_answers()
    ann.says("stored first")
    bob.sees("stored first")
    tell(address, room, *(f"number {number}" for number in range(60)))
    ann.reloads()
    assert [text for _, _, text in ann.has_seen(50)] == [f"number {number}" for number in range(10, 60)]
    ann.says("said now")
    assert ann.has_seen(51)[-1].seq == 62
    assert [text for _, _, text in bob.has_seen(62)].count("stored first") == 1


def test_who_is_too_fast_is_slowed_and_loses_nothing(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    texts = [f"number {number}" for number in range(HASTY)]
    ann.says(*texts)
    assert [text for _, _, text in bob.has_seen(HASTY)] == texts
    assert ann.has_seen(HASTY) == bob.has_seen(HASTY)


def test_a_message_that_could_not_be_stored_says_so_and_is_sent_again_on_request(
    person: People, room: str, own_server: Server
) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    away = own_server.database.rename(own_server.database.with_suffix(".away"))
    ann.says("Keep this")
    expect(ann.failed).to_contain_text("Not sent.")
    expect(bob.messages).to_have_count(0)
    away.rename(own_server.database)
    ann.failed.get_by_role("button", name="Retry").click()
    bob.sees("Keep this")
    assert ann.has_seen(1) == bob.has_seen(1)


def test_messages_that_could_not_be_stored_are_sent_by_themselves_when_the_cause_is_gone(
    person: People, room: str, own_server: Server
) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    away = own_server.database.rename(own_server.database.with_suffix(".away"))
    ann.says("one", "two")
    expect(ann.failed).to_have_count(1)
    away.rename(own_server.database)
    bob.sees("one", "two")
    assert ann.has_seen(2) == bob.has_seen(2)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux lets a running process have less room")
def test_a_full_disk_is_told_to_the_author_and_what_waits_settles_once_when_there_is_room(
    person: People, room: str, own_server: Server
) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("before")
    bob.sees("before")
    with own_server.full_disk():
        ann.says("one", "two")
        expect(ann.failed).to_contain_text("Not sent. The server couldn’t save it. Trying again automatically.")
        cleo = person("Cleo").opens(room)
        for reader in (bob, cleo):
            reader.sees("before")
            expect(reader.banner).to_be_hidden()
        expect(ann.unsettled).to_have_count(2)
    bob.sees("before", "one", "two")
    assert ann.has_seen(3) == bob.has_seen(3) == cleo.has_seen(3)


def test_a_message_that_could_not_be_stored_can_be_deleted(person: People, room: str, own_server: Server) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    away = own_server.database.rename(own_server.database.with_suffix(".away"))
    ann.says("On second thoughts")
    ann.failed.get_by_role("button", name="Delete").click()
    expect(ann.messages).to_have_count(0)
    away.rename(own_server.database)
    ann.reloads()
    ann.says("Something else")
    ann.sees("Something else")
    bob.sees("Something else")
