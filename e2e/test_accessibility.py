"""Accessibility: no violations that axe finds, in any state; a screen reader, zoom, less motion and other colours work."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from e2e.support.people import Tab
from e2e.support.states import STATES, Scene

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True}
DESKTOP: Any = {"width": 1280, "height": 720}
EVERY_RULE: dict[str, Any] = {}
COLOURS_ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""No other rule of axe depends on the theme."""
CHROMIUM = pytest.mark.only_browser("chromium")
"""In a stock Firefox `emulate_media` changes nothing."""


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation_on_a_phone_or_a_desktop_light_or_dark(browser, server, room, state):
    scene = Scene(browser, server, room, **PHONE)
    STATES[state](scene)
    scene.tab.page.evaluate(AXE_SCRIPT)
    for size in (PHONE["viewport"], DESKTOP):
        scene.tab.page.set_viewport_size(size)
        for theme, rules in (("dark", COLOURS_ONLY), ("light", EVERY_RULE)):
            chooses(scene.tab, theme)
            assert violations(scene.settled(), rules) == []
    scene.close()


def chooses(tab: Tab, theme: str) -> None:
    """In the settings, even if they are closed or covered."""
    tab.page.locator(f"input[name=appearance][value={theme}]").dispatch_event("click")
    expect(tab.page.locator("html")).to_have_attribute("data-appearance", theme)


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    found = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found
    ]


def test_a_screen_reader_hears_each_new_message_of_others_once(person, room):
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


def test_zoom_is_never_forbidden(ann):
    rules = ann.page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "user-scalable" not in rules
    assert "maximum-scale" not in rules


def test_twice_the_size_of_letters_loses_nothing(person, room):
    ann = person("Ann", viewport={"width": 640, "height": 480}).opens(room)
    ann.page.evaluate("document.documentElement.style.fontSize = '200%'")
    ann.says("Large letters")
    ann.sees("Large letters")
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for seen in (ann.message("Large letters").locator(".text"), ann.box, ann.page.locator("button.send")):
        expect(seen).to_be_in_viewport(ratio=1)


@CHROMIUM
def test_by_itself_the_page_is_as_light_as_the_system(person, room):
    ann = person("Ann", color_scheme="light").opens(room)
    light = ground(ann)
    ann.page.emulate_media(color_scheme="dark")
    assert ground(ann) != light


@CHROMIUM
def test_who_wants_less_motion_gets_none(person, room):
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
def test_colours_of_the_system_leave_every_message_its_edge(person, room):
    ann = person("Ann", forced_colors="active").opens(room)
    ann.says("Framed")
    ann.sees("Framed")
    assert ann.page.locator(".bubble").evaluate("bubble => parseFloat(getComputedStyle(bubble).borderTopWidth)") >= 1


@CHROMIUM
def test_who_asks_for_more_contrast_gets_it(ann):
    ink = "getComputedStyle(document.querySelector('.greeting')).color"
    before = ann.page.evaluate(ink)
    ann.page.emulate_media(contrast="more")
    assert ann.page.evaluate(ink) != before


def ground(tab: Tab) -> str:
    colour: str = tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour
