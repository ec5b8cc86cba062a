"""Nothing typed is lost: not by a reload, a closed tab, fast writing, or a server that cannot store."""

import re
import resource

import pytest
from playwright.sync_api import expect

from e2e.support.guests import tell
from e2e.support.people import Tab

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


# The box.


def test_text_in_the_box_survives_a_reload_and_a_closed_tab(person, room):
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


@pytest.mark.thorough
def test_each_tab_has_a_box_of_its_own_and_closed_ones_leave_theirs_to_the_next(person, room):
    ann = person("Ann")
    tabs = [ann.opens(room) for _ in range(3)]
    halves = ("Half of one", "Half of the other", "")
    for tab, half in zip(tabs, halves, strict=True):
        tab.box.press_sequentially(half)
    tabs[2].says("In between")
    for tab, half in zip(tabs, halves, strict=True):
        tab.reloads()
        expect(tab.box).to_have_value(half)
    for tab in reversed(tabs):
        tab.closes()
    found = [ann.opens(room).box for _ in range(2)]
    for box in found:
        expect(box).to_have_value(re.compile("Half of (one|the other)"))
    assert len({box.input_value() for box in found}) == 2


@pytest.mark.thorough
def test_a_duplicated_tab_does_not_share_its_box_with_the_original(ann, person):
    ann.box.press_sequentially("Half a thou")
    ann.reloads()
    with ann.page.expect_popup() as opened:
        ann.page.evaluate("void open(location)")  # gets a copy of what is kept for the tab
    copy = Tab(ann.person, opened.value)
    copy.has_connection("live")
    copy.box.press_sequentially("Another")
    for tab, half in ((ann, "Half a thou"), (copy, "Another")):
        tab.reloads()
        expect(tab.box).to_have_value(half)


@pytest.mark.thorough
def test_the_text_of_a_tab_that_crashed_is_found_by_the_next(person, room):
    ann = person("Ann")
    one, other = ann.opens(room), ann.opens(room)
    one.box.press_sequentially("Half a thou")
    one.page.evaluate("Storage.prototype.setItem = () => {}")  # as a crash, it leaves no word that it ends
    one.closes()
    other.box.press_sequentially("still here")  # the latest, which its tab keeps
    found = ann.opens(f"{room}-2")
    for entered in (room, f"{room}-2"):  # too shortly for a tab that is open to claim the text
        found.enters(entered)
        found.page.wait_for_url(f"**/r/{entered}")
    found.page.evaluate("new Promise(done => setTimeout(done, 1000))")  # begun after that of the page, which is as long
    found.enters(room)
    expect(found.box).to_have_value("Half a thou")
    other.reloads()
    expect(other.box).to_have_value("still here")


# A bad connection.


def test_where_nothing_can_be_kept_the_page_says_so_and_asks_before_it_is_left(tab, bob, proxy, page_errors):
    page_errors.allow("dialog")  # which is dismissed: Ann stays
    tab.page.evaluate(FILL_STORAGE)
    proxy.cut()
    tab.has_connection("waiting")
    expect(tab.banner).to_contain_text("Your messages are saved.")
    tab.says("one", "two")
    tab.box.press_sequentially("Half a thou")
    expect(tab.banner).to_contain_text("Reconnecting… This browser can’t save your messages. Keep this tab open")
    with tab.page.expect_event("dialog") as asked:
        tab.page.evaluate("location.reload()")
    assert asked.value.type == "beforeunload"
    expect(tab.unsettled.locator(".text")).to_have_text(["one", "two"])
    expect(tab.box).to_have_value("Half a thou")
    proxy.restore()
    tab.tries_now()
    bob.sees("one", "two")
    tab.sees("one", "two")
    tab.box.fill("")
    page_errors.allow()
    tab.reloads()
    assert tab.has_seen(2) == bob.has_seen(2)


def test_a_reload_with_messages_on_their_way_loses_and_repeats_none(tab, bob, proxy):
    proxy.lose_answers()
    tab.says("stored, but Ann cannot know", "not even sent")
    bob.sees("stored, but Ann cannot know")
    expect(tab.unsettled).to_have_count(2)
    tab.reloads()
    assert tab.has_seen(2) == bob.has_seen(2)


@pytest.mark.parametrize("leaves", ["reload", "close"])
def test_messages_written_without_a_connection_survive_and_arrive_once(proxied_ann, tab, bob, room, proxy, leaves):
    tab.says("settled")
    tab.sees("settled")
    proxy.cut()
    tab.has_connection("waiting")
    tab.says("one", "two")
    if leaves == "reload":
        tab.page.reload()
    else:
        tab.closes()
        tab = proxied_ann.tries(room)
    expect(tab.unsettled.locator(".text")).to_have_text(["one", "two"])
    proxy.restore()
    tab.comes_online()
    bob.sees("settled", "one", "two")
    assert tab.has_seen(3) == bob.has_seen(3)


def test_a_message_stored_long_ago_settles_without_moving_to_the_end(tab, bob, room, proxy, address):
    proxy.lose_answers()
    tab.says("stored first")
    bob.sees("stored first")
    tell(address, room, *(f"number {number}" for number in range(60)))
    tab.reloads()
    expect(tab.message("number 20")).to_have_count(1)
    expect(tab.unsettled).to_have_count(0)
    expect(tab.messages.last).not_to_contain_text("stored first")
    tab.says("said now")
    expect(tab.messages.last).to_have_attribute("data-seq", "62")
    expect(tab.unsettled).to_have_count(0)
    assert [text for _, _, text in bob.has_seen(62)].count("stored first") == 1


# A server that cannot store, or not yet.


@pytest.mark.settings(RATE=0.5, BURST=2)  # so slow that no browser is slower
def test_fast_writing_is_slowed_down_with_a_word_about_it_and_loses_nothing(own_server, ann, bob):
    texts = [f"number {number}" for number in range(4)]
    ann.says(*texts)
    expect(ann.unsettled.filter(has_text="You’re sending messages too fast.")).to_have_count(1)
    bob.sees(*texts)
    assert ann.has_seen(4) == bob.has_seen(4)
    expect(ann.page.get_by_text("sending messages too fast")).to_have_count(0)


@pytest.mark.parametrize("again", ["on request", "by itself"])
def test_a_message_that_could_not_be_stored_says_so_and_is_sent_again(server, ann, bob, again):
    with server.moved_database():
        ann.says("one", "two")
        expect(ann.failed).to_contain_text("Not sent.")
    if again == "on request":
        ann.failed.get_by_role("button", name="Retry").click()
    bob.sees("one", "two")
    assert ann.has_seen(2) == bob.has_seen(2)


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits the files of a running process")
def test_a_full_disk_is_reported_and_messages_settle_once_there_is_space(person, guest, room, own_server):
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("before")
    bob.sees("before")
    with own_server.full_disk():
        ann.says("one", "two")
        expect(ann.failed).to_contain_text("Not sent. The server couldn’t save it. Trying again automatically.")
        cleo = guest("Cleo")
        for reader in (bob, cleo):
            reader.sees("before")
        expect(bob.banner).to_be_hidden()
        expect(ann.unsettled).to_have_count(2)
    bob.sees("before", "one", "two")
    assert ann.has_seen(3) == bob.has_seen(3) == cleo.has_seen(3)


def test_a_message_that_could_not_be_stored_can_be_deleted(server, ann, bob):
    with server.moved_database():
        ann.says("On second thoughts")
        ann.failed.get_by_role("button", name="Delete").click()
        expect(ann.messages).to_have_count(0)
    ann.reloads()
    ann.says("Something else")
    ann.sees("Something else")
    bob.sees("Something else")
