"""Screens of any size, in light and dark: the box and the latest message are always within reach."""

from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.support.people import Tab

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
SIZES = {"phone": (360, 640), "phone with its keyboard": (360, 300), "phone on its side": (640, 360)}


def test_on_a_phone_a_message_is_sent_and_people_are_found_by_touch(person, guest, room):
    ann = person("Ann", **PHONE).opens(room)
    guest("Bob")
    ann.box.fill("From my pocket")
    ann.taps("Send")
    ann.sees("From my pocket")
    expect(ann.people.first).to_be_hidden()
    ann.taps("in this room")
    expect(ann.people.filter(has_text="Bob")).to_be_in_viewport(ratio=1)


def test_the_box_and_the_latest_message_stay_within_reach_also_when_a_keyboard_comes_up(person, guest, room):
    ann, bob = person("Ann", **PHONE).opens(room), guest("Bob")
    bob.says(*(f"Number {number}, which has something to say" for number in range(15)))
    for width, height in SIZES.values():
        ann.page.set_viewport_size({"width": width, "height": height})
        ann.box.fill("")
        latest = ann.message("Number 14, which has something to say")
        expect(latest).to_be_in_viewport(ratio=1)
        ann.box.fill("\n".join(f"line {number}" for number in range(40)))
        for part in (ann.box, ann.page.get_by_role("button", name="Send")):
            expect(part).to_be_in_viewport(ratio=1)
        assert ann.fits()
        assert ann.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.only_browser("chromium")  # in the others the automation gives a page no touch screen that CSS can see
def test_on_a_touch_screen_enter_starts_a_new_line_and_the_button_sends(person, room):
    ann = person("Ann", **PHONE, is_mobile=True).opens(room)
    ann.box.press_sequentially("two")
    ann.box.press("Enter")
    ann.box.press_sequentially("lines")
    ann.taps("Send")
    ann.sees("two\nlines")


def test_a_theme_is_chosen_for_all_tabs_and_kept(person, room):
    ann = person("Ann", color_scheme="light")
    here, there = ann.opens(room), ann.opens(room)
    light = background(here)
    here.page.get_by_role("button", name="Settings").click()
    here.page.get_by_label("Dark", exact=True).check()
    for tab in (here, there):
        expect(tab.page.locator("html")).to_have_css("color-scheme", "dark")
    dark = background(here)
    assert dark != light
    here.reloads()
    assert background(here) == dark
    here.page.get_by_role("button", name="Settings").click()
    here.page.get_by_label("Light", exact=True).check()
    assert background(here) == light


def background(tab: Tab) -> str:
    colour: str = tab.page.locator("html").evaluate("page => getComputedStyle(page).backgroundColor")
    return colour
