"""A connection that is cut, silent or offline, and tabs that sleep: nothing is lost, and nothing comes twice."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, CDPSession, Playwright, expect

from e2e.browsers import find, launch_options
from e2e.support.people import Person, Seen

SILENCE_MS = 46_000
"""A little more than the time after which a tab reconnects if it receives nothing."""

FROZEN_MS = 5 * 60_000

SLOW_MS, UNANSWERED_MS = 10_500, 15_500
"""A little more than the times after which a tab says that a message is slow to settle, and after which it reconnects."""


def test_a_tab_that_was_cut_off_sends_and_receives_what_it_missed_once_and_in_order(tab, bob, proxy):
    tab.says("before")
    tab.sees("before")
    proxy.cut()
    tab.has_connection("waiting")
    expect(tab.status("Reconnecting")).to_be_visible()
    tab.says("one", "two", "three")
    expect(tab.unsettled).to_have_count(3)
    bob.says("while you were away", "and one more")
    proxy.restore()
    tab.has_connection("live")
    bob.sees("before", "while you were away", "and one more", "one", "two", "three")
    assert tab.has_seen(6) == bob.has_seen(6)
    expect(tab.status("Reconnecting")).to_be_hidden()


def test_messages_typed_while_the_browser_is_offline_arrive_once(ann, bob, person):
    ann.person.context.set_offline(True)
    ann.has_connection("waiting")
    expect(ann.status("You’re offline")).to_be_visible()
    ann.says("on the train", "in the tunnel")
    expect(ann.unsettled).to_have_count(2)
    ann.person.context.set_offline(False)
    bob.sees("on the train", "in the tunnel")
    assert ann.has_seen(2) == bob.has_seen(2)


def test_a_message_whose_acknowledgement_was_lost_stands_once(tab, bob, proxy):
    proxy.lose_answers()
    tab.says("Did you get this?")
    assert bob.has_seen(1) == [Seen(1, "Ann", "Did you get this?")]
    expect(tab.unsettled).to_have_count(1)
    proxy.reset()
    assert tab.has_seen(1) == bob.has_seen(1)
    tab.says("Now it works")
    assert tab.has_seen(2) == bob.has_seen(2)


def test_a_tab_that_only_reads_notices_that_its_connection_is_silent(proxied_ann, guest, room, proxy):
    proxied_ann.context.clock.install()
    tab, bob = proxied_ann.opens(room), guest("Bob")
    proxy.lose_everything()
    bob.says("Can you hear me?")
    expect(tab.messages).to_have_count(0)
    tab.page.clock.fast_forward(SILENCE_MS)
    assert tab.has_seen(1) == [Seen(1, "Bob", "Can you hear me?")]


def test_a_tab_that_sends_into_silence_notices_it_sooner(proxied_ann, guest, room, proxy):
    proxied_ann.context.clock.install()
    tab, bob = proxied_ann.opens(room), guest("Bob")
    proxy.lose_everything()
    tab.says("Can you hear me?")
    tab.page.clock.fast_forward(SLOW_MS)
    expect(tab.unsettled).to_contain_text("Taking longer than usual")
    tab.page.clock.fast_forward(UNANSWERED_MS - SLOW_MS)
    assert tab.has_seen(1) == [Seen(1, "Ann", "Can you hear me?")]
    assert bob.has_seen(1) == tab.has_seen(1)


@pytest.mark.only_browser("chromium")  # the only one whose tabs can be held in the middle of a step
@pytest.mark.parametrize("meanwhile", ["its connection lives", "its connection dies"])
def test_a_tab_that_was_frozen_for_minutes_has_missed_nothing(proxied_ann, guest, room, proxy, meanwhile):
    proxied_ann.context.clock.install()
    tab, bob = proxied_ann.opens(room), guest("Bob")
    tab.says("Good night")
    tab.sees("Good night")
    browser = proxied_ann.context.new_cdp_session(tab.page)
    browser.send("Debugger.enable")
    browser.send("Debugger.pause")
    if meanwhile == "its connection dies":
        proxy.lose_everything()
    bob.says("Good night!", "Are you asleep?")
    browser.send("Debugger.disable")
    tab.page.clock.fast_forward(FROZEN_MS)
    assert [text for _, _, text in tab.has_seen(3)] == ["Good night", "Good night!", "Are you asleep?"]
    tab.says("Awake again")
    assert bob.has_seen(4) == tab.has_seen(4)


def test_a_page_is_right_at_once_when_the_machine_wakes(proxied_ann, guest, room, proxy):
    """During sleep the clock goes on and timers stand still, so the silence of the dead connection is not noticed."""
    proxied_ann.context.clock.install()
    tab, bob = proxied_ann.opens(room), guest("Bob")
    proxy.lose_everything()
    bob.says("Good morning")
    tab.page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=8))
    tab.sees("Good morning")


def test_a_page_that_was_left_and_comes_back_has_missed_nothing(ann, bob):
    ann.says("One moment")
    bob.sees("One moment")
    ann.page.goto("about:blank")
    bob.says("Take your time")
    ann.page.go_back()
    ann.has_connection("live")
    assert ann.has_seen(2) == bob.has_seen(2)


@pytest.mark.only_browser("chromium")  # in the others the automation cannot have it
def test_a_page_that_the_browser_kept_in_memory_works_when_it_comes_back(
    guest, room, address, page_errors, caching_browser
):
    context = caching_browser.new_context(service_workers="block")
    page_errors.watch(context, address)
    ann, bob = Person(context, address, "Ann").opens(room), guest("Bob")
    ann.says("before")
    bob.sees("before")
    ann.box.fill("half a thought")
    ann.page.evaluate("window.isKept = true")
    browser = context.new_cdp_session(ann.page)
    ann.page.goto(f"{address}/health")
    bob.says("meanwhile")
    goes_back(browser)
    ann.sees("before", "meanwhile")
    assert ann.page.evaluate("window.isKept")
    ann.box.press("Enter")
    bob.sees("before", "meanwhile", "half a thought")


@pytest.fixture
def caching_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser with the back/forward cache, which Playwright switches off otherwise."""
    if find("chromium", headed=True) is None:
        assert not os.environ.get("CI"), "there is no whole Chromium"  # in CI nobody would notice a skipped test
        pytest.skip("the small Chromium that Playwright brings has no back/forward cache")
    options = launch_options("chromium", headed=True)
    with playwright.chromium.launch(**options, ignore_default_args=["--disable-back-forward-cache"]) as browser:
        yield browser


def goes_back(browser: CDPSession) -> None:
    """Goes back without waiting for the page to load, because a page from the cache does not load."""
    past = browser.send("Page.getNavigationHistory")
    entry = past["entries"][past["currentIndex"] - 1]
    browser.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})


@pytest.mark.thorough
def test_a_short_disconnection_is_no_departure_and_after_a_long_one_names_are_right(tab, person, guest, room, proxy):
    bob, cleo = person("Bob").opens(room), guest("Cleo")
    bob.sees_people("Ann", "Bob", "Cleo")
    bob.watches_people()
    proxy.cut()
    tab.has_connection("waiting")
    proxy.restore()
    tab.comes_online()
    tab.has_connection("live")
    # Cleo leaves after Ann's cut, so when she counts as gone Ann would have long ago.
    cleo.leaves()
    bob.sees_people("Ann", "Bob")
    assert bob.people_watched() == ["Ann, Bob, Cleo: 3", "Ann, Bob: 2"]
    proxy.cut()
    tab.has_connection("waiting")
    bob.renames_to("Robert")
    bob.sees_people("Robert")
    proxy.restore()
    tab.comes_online()
    tab.sees_people("Ann", "Robert")
    bob.sees_people("Ann", "Robert")
