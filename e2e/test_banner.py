"""The banner about the connection: silent for a short disconnection, names the cause of a long one, and says when it is over."""

import re

import pytest
from playwright.sync_api import Request, Route, expect

from e2e.support.people import BACK_MS

LASTS_MS = 3_000
"""Time after which a disconnection shows a banner."""
SHOWN_MS = 4_000
"""Time for which the banner says that the disconnection is over."""
WATCH_BANNER = """
() => {
  const banner = document.querySelector(".banner");
  window.said = [];
  new MutationObserver(() => window.said.push(banner.textContent))
    .observe(banner, { attributes: true, childList: true, subtree: true });
}
"""


def test_a_short_disconnection_shows_no_banner(tab, proxy):
    tab.page.evaluate(WATCH_BANNER)
    proxy.reset()
    tab.comes_online()
    tab.has_connection("live")
    tab.says("Nothing happened")
    tab.sees("Nothing happened")
    assert tab.page.evaluate("window.said") == []


@pytest.mark.thorough
@pytest.mark.parametrize("is_missing", [True, False])
def test_a_page_with_a_module_that_is_missing_or_of_another_version_is_loaded_again(person, room, is_missing):
    ann = person("Ann")
    pages: list[str] = []

    def fail_at_first(route: Route) -> None:
        if len(pages) < 2:
            route.abort() if is_missing else route.fulfill(body="export {}", content_type="text/javascript")
        else:
            route.continue_()

    def count(request: Request) -> None:
        if request.is_navigation_request():
            pages.append(request.url)

    ann.context.on("request", count)
    ann.context.route("**/list.js", fail_at_first)
    tab = ann.opens(room)
    tab.says("Here I am")
    tab.sees("Here I am")
    assert len(pages) == 2


def test_a_long_disconnection_says_what_becomes_of_messages_and_when_it_is_over(person, guest, room, proxy):
    ann, bob = person("Ann", via=proxy), guest("Bob")
    ann.context.clock.install()
    tab = ann.opens(room)
    proxy.cut()
    tab.has_connection("waiting")
    tab.says("one", "two")
    tab.page.clock.fast_forward(LASTS_MS)
    expect(tab.banner).to_contain_text("Reconnecting… Your messages are saved.")
    expect(tab.unsettled.last).to_contain_text("Will be sent when you’re reconnected.")
    expect(tab.unsettled.first).not_to_contain_text("Will be sent")
    proxy.restore()
    tab.tries_now()
    expect(tab.banner).to_have_text("You’re back online.")
    bob.sees("one", "two")
    tab.sees("one", "two")
    tab.page.clock.fast_forward(SHOWN_MS)
    expect(tab.banner).to_be_hidden()


def test_a_network_that_blocks_websockets_is_named_as_the_cause(person, room, proxy):
    proxy.cut()
    ann = person("Ann", via=proxy, has_fast_timers=True).tries(room)
    expect(ann.banner).to_contain_text("is blocking the live connection (WebSocket)", timeout=BACK_MS)
    ann.says("Kept until then")
    proxy.restore()
    ann.sees("Kept until then")


@pytest.mark.parametrize(("refuses", "loads"), [("HEAD", 1), ("fetch", 2)])
def test_a_gateway_that_serves_only_pages_causes_at_most_one_reload(person, room, proxy, refuses, loads):
    ann = person("Ann", via=proxy, has_fast_timers=True)
    pages: list[str] = []

    def refuse(route: Route) -> None:
        request = route.request
        if request.is_navigation_request():
            pages.append(request.url)
        if refuses in (request.method, request.resource_type):
            route.fulfill(status=403)
        else:
            route.continue_()

    ann.context.route("**/r/*", refuse)
    proxy.cut()
    tab = ann.tries(room)
    expect(tab.banner).to_contain_text("is blocking the live connection (WebSocket)", timeout=BACK_MS)
    assert len(pages) == loads


@pytest.mark.parametrize(("status", "is_renaming"), [(401, False), (200, True)])
def test_the_login_of_a_gateway_is_shown_once_nothing_is_being_typed(
    person, room, proxy, status, is_renaming, page_errors
):
    # Firefox's words for a part that the page still loads when the gateway refuses it
    page_errors.allow("disallowed MIME type")
    tab = person("Ann", via=proxy, has_fast_timers=True).opens(room)
    tab.page.locator("button.name").click() if is_renaming else tab.box.fill("Half a thou")
    tab.person.context.route("**", lambda route: route.fulfill(status=status, body="<title>Sign in</title>"))
    proxy.cut()
    expect(tab.banner).to_contain_text("Your access to this page has ended.", timeout=BACK_MS)
    expect(tab.banner.get_by_role("button", name="Reload")).to_be_visible()
    tab.page.keyboard.press("Escape") if is_renaming else tab.box.fill("")
    expect(tab.page).to_have_title("Sign in", timeout=BACK_MS)


@pytest.mark.settings(MAX_CONNECTIONS=1)
def test_a_full_server_is_named_as_the_cause_and_lets_in_when_somebody_leaves(person, guest, room, own_server):
    bob = guest("Bob")
    ann = person("Ann", has_fast_timers=True).tries(room)
    expect(ann.banner).to_contain_text("The server is full right now.", timeout=BACK_MS)
    bob.leaves()
    ann.has_connection("live")


@pytest.mark.thorough
def test_a_new_version_is_offered_and_never_forced(person, room, own_server):
    ann, bob = (person(name, has_fast_timers=True).opens(room) for name in ("Ann", "Bob"))
    for tab in (ann, bob):
        tab.box.fill("Half a thou")
    own_server.restart(TITLE="Another Hubbub")
    for tab in (ann, bob):
        expect(tab.banner).to_contain_text("A new version is available.", timeout=BACK_MS)
        expect(tab.box).to_have_value("Half a thou")
    ann.page.get_by_role("button", name="Later").click()
    expect(ann.banner).to_be_hidden()
    ann.says("Still here")
    ann.sees("Still here")
    expect(ann.banner).to_be_hidden()
    bob.page.get_by_role("button", name="Reload").click()
    expect(bob.page).to_have_title(re.compile("Another Hubbub"))
    expect(bob.box).to_have_value("Half a thou")
