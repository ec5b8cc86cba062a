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


def test_a_screen_reader_hears_each_new_message_of_others_once_and_no_earlier_ones(person, guest, room):
    bob = guest("Bob")
    bob.says("Old news")
    ann = person("Ann").opens(room)
    ann.sees("Old news")
    expect(ann.page.locator(".announcer")).to_have_text("")
    ann.page.evaluate(
        """() => {
          window.heard = [];
          for (const region of document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]"))
            new MutationObserver(() => window.heard.push(region.textContent))
              .observe(region, { childList: true, subtree: true, characterData: true });
        }"""
    )
    ann.says("My own words")
    ann.sees("Old news", "My own words")
    bob.says("**Bold** `words`")
    expect(ann.page.locator(".announcer")).to_have_text("Bob: Bold words")
    guest("Cleo").says("Hello")
    expect(ann.page.locator(".announcer")).to_have_text("Cleo: Hello")
    assert ann.page.evaluate("window.heard") == ["Bob: Bold words", "Cleo: Hello"]


def test_zoom_is_never_forbidden_and_letters_of_twice_the_size_lose_nothing(person, room):
    ann = person("Ann", viewport={"width": 640, "height": 480}).opens(room)
    rules = ann.page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "user-scalable" not in rules
    assert "maximum-scale" not in rules
    ann.page.evaluate("document.documentElement.style.fontSize = '200%'")
    ann.says("Large letters")
    ann.sees("Large letters")
    assert ann.fits()
    for seen in (ann.message("Large letters").locator(".text"), ann.box, ann.page.locator("button.send")):
        expect(seen).to_be_in_viewport(ratio=1)


@pytest.mark.only_browser("chromium")  # in a stock Firefox `emulate_media` changes nothing
def test_the_page_follows_the_system_in_theme_contrast_motion_and_colours(ann):
    background = "getComputedStyle(document.documentElement).backgroundColor"
    ink = "getComputedStyle(document.querySelector('.greeting')).color"
    for emulated, normal, seen in (("color_scheme", "light", background), ("contrast", "no-preference", ink)):
        ann.page.emulate_media(**{emulated: normal})
        before = ann.page.evaluate(seen)
        ann.page.emulate_media(**{emulated: {"color_scheme": "dark", "contrast": "more"}[emulated]})
        assert ann.page.evaluate(seen) != before
    ann.page.emulate_media(reduced_motion="reduce", forced_colors="active")
    ann.says("Still, and framed")
    ann.sees("Still, and framed")
    longest = ann.page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].flatMap(element => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return [transitionDuration, animationDuration].flatMap(all => all.split(",").map(parseFloat));
        }))"""
    )
    assert longest <= 0.001
    assert ann.page.locator(".bubble").evaluate("bubble => parseFloat(getComputedStyle(bubble).borderTopWidth)") >= 1
