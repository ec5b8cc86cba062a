"""The line between a tab and the server: cut, silent, gone for a while. Nothing is lost, nothing comes twice."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Playwright, expect

from e2e.browsers import find, launch_options
from e2e.support.page_errors import PageErrors
from e2e.support.people import People, Person, Seen
from tests.support.proxy import Proxy

SILENCE_MS = 46_000
"""A little more than a tab believes in a line it hears nothing from."""

FROZEN_MS = 5 * 60_000

SLOW_MS, UNANSWERED_MS = 10_500, 15_500
"""A little more than it waits for an answer before it says so, and before it no longer believes in the line."""


def test_a_tab_whose_line_is_cut_comes_back_and_has_missed_nothing(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    ann.says("before")
    bob.sees("before")
    proxy.cut()
    ann.has_connection("waiting")
    expect(ann.page.get_by_role("status").filter(has_text="Reconnecting")).to_be_visible()
    bob.says("while you were away", "and one more")
    bob.has_seen(3)
    proxy.restore()
    ann.has_connection("live")
    expect(ann.page.get_by_role("status").filter(has_text="Reconnecting")).to_be_hidden()
    assert ann.has_seen(3) == bob.has_seen(3)


def test_messages_typed_without_a_line_arrive_once_and_in_order(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    proxy.cut()
    ann.has_connection("waiting")
    ann.says("one", "two", "three")
    expect(ann.unsettled).to_have_count(3)
    bob.says("meanwhile")
    bob.sees("meanwhile")
    proxy.restore()
    assert ann.has_seen(4) == bob.has_seen(4)
    assert [text for _, _, text in bob.has_seen(4)] == ["meanwhile", "one", "two", "three"]


def test_messages_typed_while_the_browser_is_offline_arrive_once(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.person.context.set_offline(True)
    ann.has_connection("waiting")
    expect(ann.page.get_by_role("status").filter(has_text="You’re offline")).to_be_visible()
    ann.says("on the train", "in the tunnel")
    expect(ann.unsettled).to_have_count(2)
    ann.person.context.set_offline(False)
    assert [text for _, _, text in bob.has_seen(2)] == ["on the train", "in the tunnel"]
    assert ann.has_seen(2) == bob.has_seen(2)


def test_a_message_whose_answer_was_lost_stands_once(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    proxy.lose_answers()
    ann.says("Did you get this?")
    assert bob.has_seen(1) == [Seen(1, "Ann", "Did you get this?")]
    expect(ann.unsettled).to_have_count(1)
    proxy.cut()
    proxy.restore()
    assert ann.has_seen(1) == bob.has_seen(1)
    ann.says("Now it works")
    assert ann.has_seen(2) == bob.has_seen(2)


def test_who_only_reads_notices_that_the_line_went_silent(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy), person("Bob").opens(room)
    ann.context.clock.install()
    tab = ann.opens(room)
    proxy.lose_everything()
    bob.says("Can you hear me?")
    bob.sees("Can you hear me?")
    expect(tab.messages).to_have_count(0)
    tab.page.clock.fast_forward(SILENCE_MS)
    assert tab.has_seen(1) == [Seen(1, "Bob", "Can you hear me?")]


def test_who_speaks_into_silence_notices_it_sooner(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy), person("Bob").opens(room)
    ann.context.clock.install()
    tab = ann.opens(room)
    proxy.lose_everything()
    tab.says("Can you hear me?")
    tab.page.clock.fast_forward(SLOW_MS)
    expect(tab.unsettled).to_contain_text("Taking longer than usual")
    tab.page.clock.fast_forward(UNANSWERED_MS - SLOW_MS)
    assert tab.has_seen(1) == [Seen(1, "Ann", "Can you hear me?")]
    assert bob.has_seen(1) == tab.has_seen(1)


@pytest.mark.only_browser("chromium")  # the only one whose tabs can be held in the middle of a step
@pytest.mark.parametrize("meanwhile", ["its line lives", "its line dies"])
def test_a_tab_that_was_frozen_for_minutes_has_missed_nothing(
    person: People, room: str, proxy: Proxy, meanwhile: str
) -> None:
    ann, bob = person("Ann", via=proxy), person("Bob").opens(room)
    ann.context.clock.install()
    tab = ann.opens(room)
    tab.says("Good night")
    bob.sees("Good night")
    browser = ann.context.new_cdp_session(tab.page)
    browser.send("Debugger.enable")
    browser.send("Debugger.pause")
    if meanwhile == "its line dies":
        proxy.lose_everything()
    bob.says("Good night!", "Are you asleep?")
    bob.sees("Good night", "Good night!", "Are you asleep?")
    browser.send("Debugger.disable")
    tab.page.clock.fast_forward(FROZEN_MS)
    assert [text for _, _, text in tab.has_seen(3)] == ["Good night", "Good night!", "Are you asleep?"]
    tab.says("Awake again")
    assert bob.has_seen(4) == tab.has_seen(4)


def test_who_goes_elsewhere_and_back_has_missed_nothing(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("One moment")
    bob.sees("One moment")
    ann.page.goto("about:blank")
    bob.says("Take your time")
    bob.sees("One moment", "Take your time")
    ann.page.go_back()
    ann.has_connection("live")
    assert ann.has_seen(2) == bob.has_seen(2)


@pytest.mark.only_browser("chromium")  # in the others the automation cannot have it
def test_who_comes_back_to_a_page_the_browser_kept_finds_it_alive(
    person: People, room: str, address: str, page_errors: PageErrors, keeping_browser: Browser
) -> None:
    context = keeping_browser.new_context()
    page_errors.watch(context, address)
    ann, bob = Person(context, address, "Ann").opens(room), person("Bob").opens(room)
    ann.says("before")
    bob.sees("before")
    ann.box.fill("half a thought")
    ann.page.evaluate("window.isKept = true")
    browser = context.new_cdp_session(ann.page)
    ann.page.goto(f"{address}/health")
    bob.says("meanwhile")
    bob.sees("before", "meanwhile")
    goes_back(browser)
    ann.sees("before", "meanwhile")
    assert ann.page.evaluate("window.isKept")
    ann.box.press("Enter")
    bob.sees("before", "meanwhile", "half a thought")


@pytest.fixture
def keeping_browser(playwright: Playwright) -> Iterator[Browser]:
    """Keeps a page that is left as it is, to have it back at once, as everybody's browser does; Playwright forbids that."""
    if find("chromium", headed=True) is None:
        assert not os.environ.get("CI"), "there is no whole Chromium"  # where nobody reads of a skip
        pytest.skip("the small Chromium that Playwright brings along keeps no page")
    options = launch_options("chromium", headed=True)
    with playwright.chromium.launch(**options, ignore_default_args=["--disable-back-forward-cache"]) as browser:
        yield browser


def goes_back(browser: CDPSession) -> None:
    """Without waiting for the page to load: one that was kept does not."""
    past = browser.send("Page.getNavigationHistory")
    entry = past["entries"][past["currentIndex"] - 1]
    browser.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})


def test_nobody_hears_of_a_line_that_is_soon_back(person: People, room: str, proxy: Proxy) -> None:
    ann, bob, cleo = person("Ann", via=proxy).opens(room), person("Bob").opens(room), person("Cleo").opens(room)
    bob.sees_people("Ann", "Bob", "Cleo")
    bob.watches_people()
    proxy.cut()
    ann.has_connection("waiting")
    proxy.restore()
    ann.comes_online()
    ann.has_connection("live")
    # Cleo goes after Ann's cut, so when she counts as gone Ann would have long ago.
    cleo.closes()
    bob.sees_people("Ann", "Bob")
    assert bob.people_watched() == ["Ann, Bob, Cleo: 3", "Ann, Bob: 2"]


def test_people_and_names_are_right_again_after_a_cut(person: People, room: str, proxy: Proxy) -> None:
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    cleo = person("Cleo").opens(room)
    ann.sees_people("Ann", "Bob", "Cleo")
    proxy.cut()
    bob.renames_to("Robert")
    cleo.closes()
    bob.sees_people("Robert")
    proxy.restore()
    ann.sees_people("Ann", "Robert")
    bob.sees_people("Ann", "Robert")
