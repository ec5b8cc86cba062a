"""Keys, sheets and small screens: all of it by keyboard, with the focus in sight, and the box always within reach."""

from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.support.guests import tell
from e2e.support.people import People, Tab

HELP = "Keyboard shortcuts and commands"
SCREENS = {"phone": (360, 640), "phone with its keyboard": (360, 300), "phone on its side": (640, 360)}


def test_a_question_mark_asks_for_help_and_escape_leads_back(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    sheet = ann.page.get_by_role("dialog", name=HELP)
    ann.page.locator(".scroller").focus()
    ann.page.keyboard.press("?")
    expect(sheet).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(ann.page.locator(".scroller")).to_be_focused()


def test_a_question_mark_in_the_box_is_one_and_control_slash_asks_for_help(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.box.press("?")
    expect(ann.box).to_have_value("?")
    ann.box.press("Control+/")
    expect(ann.page.get_by_role("dialog", name=HELP)).to_be_visible()
    ann.page.keyboard.type("Nothing")
    ann.page.get_by_role("button", name="Close").click()
    expect(ann.box).to_have_value("?")
    expect(ann.box).to_be_focused()


def test_settings_lead_to_help_without_a_mouse(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.page.get_by_role("button", name="Settings").press("Enter")
    expect(ann.page.get_by_role("dialog", name="Settings")).to_be_visible()
    ann.page.get_by_role("button", name=HELP).press("Enter")
    expect(ann.page.get_by_role("dialog", name="Settings")).to_be_hidden()
    expect(ann.page.get_by_role("dialog", name=HELP)).to_be_visible()


def test_a_theme_is_chosen_for_all_tabs_and_kept(person: People, room: str) -> None:
    ann = person("Ann", color_scheme="light")
    here, there = ann.opens(room), ann.opens(room)
    light = ground(here)
    here.page.get_by_role("button", name="Settings").click()
    here.page.get_by_label("Dark", exact=True).check()
    for tab in (here, there):
        expect(tab.page.locator("html")).to_have_css("color-scheme", "dark")
    dark = ground(here)
    assert dark != light
    here.reloads()
    assert ground(here) == dark
    here.page.get_by_role("button", name="Settings").click()
    here.page.get_by_label("Light", exact=True).check()
    assert ground(here) == light


def test_escape_and_page_keys_lead_from_the_box_to_the_messages(person: People, room: str, address: str) -> None:
    tell(address, room, *(f"number {number}" for number in range(1, 41)))
    ann = person("Ann").opens(room)
    expect(ann.message("number 40")).to_be_in_viewport()
    ann.box.press("PageUp")
    expect(ann.message("number 40")).not_to_be_in_viewport()
    expect(ann.box).to_be_focused()
    ann.box.press("PageDown")
    expect(ann.message("number 40")).to_be_in_viewport()
    ann.box.press("Escape")
    expect(ann.page.locator(".scroller")).to_be_focused()


def test_the_focus_is_always_in_sight(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("One message")
    ann.sees("One message")
    ann.page.locator("button.share").focus()
    seen = set()
    for _ in range(8):
        ann.page.keyboard.press("Tab")
        element = ann.page.locator(":focus")
        if element.count() == 0:  # the browser's own part of the round
            continue
        seen.add(element.evaluate("element => element.className || element.name || element.tagName"))
        assert element.evaluate(IS_SHOWN), element.evaluate("element => element.outerHTML")
    assert len(seen) >= 5, seen


IS_SHOWN = """
element => [element, element.closest("form")].filter(Boolean).some(shown => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
  return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || (shown.matches("form") && boxShadow !== "none");
})
"""


@pytest.mark.parametrize("screen", SCREENS)
def test_the_box_is_within_reach_on_every_screen_and_beside_it_the_latest(
    person: People, room: str, screen: str
) -> None:
    size: Any = dict(zip(("width", "height"), SCREENS[screen], strict=True))
    bob, ann = person("Bob").opens(room), person("Ann", viewport=size).opens(room)
    bob.says(*(f"Number {number}, which has something to say" for number in range(12)))
    latest = ann.message("Number 11, which has something to say")
    expect(latest).to_be_in_viewport(ratio=1)
    ann.box.fill("\n".join("abcdefghij"))
    for part in (ann.box, ann.page.get_by_role("button", name="Send")):
        expect(part).to_be_in_viewport(ratio=1)
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ann.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_keyboard_that_comes_up_keeps_box_and_latest_in_sight(person: People, room: str) -> None:
    ann = person("Ann", viewport={"width": 360, "height": 640}).opens(room)
    ann.says(*(f"Number {number}" for number in range(15)))
    ann.has_seen(15)
    ann.page.set_viewport_size({"width": 360, "height": 320})
    expect(ann.box).to_be_in_viewport(ratio=1)
    expect(ann.message("Number 14")).to_be_in_viewport(ratio=1)


def ground(tab: Tab) -> str:
    colour: str = tab.page.locator("html").evaluate("page => getComputedStyle(page).backgroundColor")
    return colour
