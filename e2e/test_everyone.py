"""For everyone: nothing serious for those who listen, see little, want no motion, or need another colour."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import running
from e2e.people import People, Tab
from e2e.server import Server
from e2e.states import SETTINGS, STATES, Visit

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True}
CHROMIUM = pytest.mark.only_browser("chromium")
"""Where a stock Firefox answers `emulate_media` and changes nothing."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all states, that lets a crowd in."""
    yield from running(tmp_path_factory.mktemp("states"), **SETTINGS)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("screen", [pytest.param({}, id="desk"), pytest.param(PHONE, id="phone")])
def test_nothing_stands_in_anybodys_way(
    browser: Browser, server: Server, room: str, state: str, screen: dict[str, Any]
) -> None:
    visit = Visit(browser, server, room, **screen)
    STATES[state](visit)
    for appearance in ("light", "dark"):
        chooses(visit.screen, appearance)
        assert faults(visit.settle()) == []
    visit.close()


def chooses(tab: Tab, appearance: str) -> None:
    """In the settings, though another sheet may lie over them."""
    tab.page.locator(f"input[name=appearance][value={appearance}]").dispatch_event("click")
    expect(tab.page.locator("html")).to_have_attribute("data-appearance", appearance)


def faults(page: Page) -> list[str]:
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {[node['html'][:200] for node in fault['nodes'][:3]]}"
        for fault in Axe().run(page).response["violations"]
    ]


def test_a_screen_reader_hears_each_new_message_of_others_once(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.page.evaluate(
        """() => {
          window.heard = [];
          for (const region of document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]"))
            new MutationObserver(() => window.heard.push(region.textContent))
              .observe(region, { childList: true, subtree: true, characterData: true });
        }"""
    )
    ann.says("My own words")
    bob.sees("My own words")
    bob.says("**Bold** `words`")
    expect(ann.page.locator(".announcer")).to_have_text("Bob: Bold words")
    cleo = person("Cleo").opens(room)
    ann.sees_people("Ann", "Bob", "Cleo")
    cleo.says("Hello")
    expect(ann.page.locator(".announcer")).to_have_text("Cleo: Hello")
    assert ann.page.evaluate("window.heard") == ["Bob: Bold words", "Cleo: Hello"]


def test_zoom_is_never_forbidden(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    rules = ann.page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "user-scalable" not in rules
    assert "maximum-scale" not in rules


def test_twice_the_size_of_letters_loses_nothing(person: People, room: str) -> None:
    ann = person("Ann", viewport={"width": 640, "height": 480}).opens(room)
    ann.page.evaluate("document.documentElement.style.fontSize = '200%'")
    ann.says("Large letters")
    ann.sees("Large letters")
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for seen in (ann.message("Large letters").locator(".text"), ann.box, ann.page.locator("button.send")):
        expect(seen).to_be_in_viewport(ratio=1)


@CHROMIUM
def test_by_itself_the_page_is_as_light_as_the_system(person: People, room: str) -> None:
    ann = person("Ann", color_scheme="light").opens(room)
    light = ground(ann)
    ann.page.emulate_media(color_scheme="dark")
    assert ground(ann) != light


@CHROMIUM
def test_who_wants_less_motion_gets_none(person: People, room: str) -> None:
    ann = person("Ann", reduced_motion="reduce").opens(room)
    ann.says("Still")
    ann.sees("Still")
    longest = ann.page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].flatMap(element => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return [transitionDuration, animationDuration].flatMap(all => all.split(",").map(parseFloat));
        }))"""
    )
    assert longest <= 0.001


@CHROMIUM
def test_colours_of_the_system_leave_every_message_its_edge(person: People, room: str) -> None:
    ann = person("Ann", forced_colors="active").opens(room)
    ann.says("Framed")
    ann.sees("Framed")
    assert ann.page.locator(".bubble").evaluate("bubble => parseFloat(getComputedStyle(bubble).borderTopWidth)") >= 1


@CHROMIUM
def test_who_asks_for_more_contrast_gets_it(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ink = "getComputedStyle(document.querySelector('.greeting')).color"
    before = ann.page.evaluate(ink)
    ann.page.emulate_media(contrast="more")
    assert ann.page.evaluate(ink) != before


def ground(tab: Tab) -> str:
    colour: str = tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour
