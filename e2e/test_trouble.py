"""What is said about the line: nothing for a blip, what is the matter when it lasts, and once that it is over."""

import re

import pytest
from playwright.sync_api import Request, Route, expect

from e2e.support.people import BACK_SECONDS, People, Tab
from tests.support.proxy import Proxy
from tests.support.server import Server

BACK_MS = BACK_SECONDS * 1000
WATCH_BANNER = """
() => {
  const banner = document.querySelector(".banner");
  window.said = [];
  new MutationObserver(() => window.said.push(banner.textContent))
    .observe(banner, { attributes: true, childList: true, subtree: true });
}
"""


def test_a_blip_is_not_worth_a_word(person: People, room: str, proxy: Proxy) -> None:
    ann = person("Ann", via=proxy).opens(room)
    ann.page.evaluate(WATCH_BANNER)
    proxy.cut()
    ann.has_connection("waiting")
    proxy.restore()
    ann.comes_online()
    ann.has_connection("live")
    ann.says("Nothing happened")
    ann.sees("Nothing happened")
    assert ann.page.evaluate("window.said") == []


def test_a_page_of_which_a_part_did_not_arrive_is_loaded_again(person: People, room: str) -> None:
    ann = person("Ann")
    pages: list[str] = []

    def lose_at_first(route: Route) -> None:
        if len(pages) < 2:
            route.abort()
        else:
            route.continue_()

    def count(request: Request) -> None:
        if request.is_navigation_request():
            pages.append(request.url)

    ann.context.on("request", count)
    ann.context.route("**/list/list.js", lose_at_first)
    tab = ann.opens(room)
    tab.says("Here I am")
    tab.sees("Here I am")
    assert len(pages) == 2


def test_trouble_that_lasts_is_told_with_what_becomes_of_messages_and_once_that_it_is_over(
    person: People, room: str, proxy: Proxy
) -> None:
    ann, bob = person("Ann", via=proxy).opens(room), person("Bob").opens(room)
    proxy.cut()
    ann.has_connection("waiting")
    ann.says("one", "two")
    expect(ann.banner).to_contain_text("Reconnecting… Your messages are saved.")
    expect(ann.unsettled.last).to_contain_text("Will be sent when you’re reconnected.")
    expect(ann.unsettled.first).not_to_contain_text("Will be sent")
    proxy.restore()
    ann.tries_now()
    expect(ann.banner).to_have_text("You’re back online.")
    bob.sees("one", "two")
    ann.sees("one", "two")
    expect(ann.banner).to_be_hidden()


def test_a_network_that_blocks_websockets_is_named_as_the_cause(person: People, room: str, proxy: Proxy) -> None:
    proxy.cut()
    ann = person("Ann", via=proxy).tries(room)
    expect(ann.banner).to_contain_text("is blocking the live connection (WebSocket)", timeout=BACK_MS)
    ann.says("Kept until then")
    proxy.restore()
    ann.tries_now()
    ann.sees("Kept until then")


@pytest.mark.parametrize(("refuses", "loads"), [("HEAD", 1), ("fetch", 2)])
def test_a_gateway_that_refuses_what_is_no_visit_does_not_make_the_page_load_again_and_again(
    person: People, room: str, proxy: Proxy, refuses: str, loads: int
) -> None:
    ann = person("Ann", via=proxy)
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


def test_a_full_server_is_named_as_the_cause_and_lets_in_when_somebody_goes(
    person: People, room: str, own_server: Server
) -> None:
    own_server.stop()
    own_server.start(MAX_CONNECTIONS="1")
    bob = person("Bob").opens(room)
    ann = person("Ann").tries(room)
    expect(ann.banner).to_contain_text("The server is full right now.", timeout=BACK_MS)
    bob.closes()
    ann.has_connection("live")


def test_a_new_version_is_offered_and_never_forced(person: People, room: str, own_server: Server) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    for tab in (ann, bob):
        tab.box.fill("Half a thou")
    own_server.stop()
    own_server.start(TITLE="Another Hubbub")
    for tab in (ann, bob):
        expect(tab.banner).to_contain_text("A new version is available.", timeout=BACK_MS)
        expect(tab.box).to_have_value("Half a thou")
    ann.page.get_by_role("button", name="Later").click()
    expect(ann.banner).to_be_hidden()
    says_still(ann)
    bob.page.get_by_role("button", name="Reload").click()
    expect(bob.page).to_have_title(re.compile("Another Hubbub"))
    expect(bob.box).to_have_value("Half a thou")


def says_still(tab: Tab) -> None:
    tab.says("Still here")
    tab.sees("Still here")
    expect(tab.banner).to_be_hidden()
