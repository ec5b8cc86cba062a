"""Every screen and every hand: a phone, the keyboard alone, a reader that hears what others see."""

from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.support.people import People

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "has_touch": True}


def test_on_a_phone_everything_is_within_reach(person: People, room: str) -> None:
    ann, bob = person("Ann", **PHONE).opens(room), person("Bob").opens(room)
    ann.box.fill("From my pocket")
    ann.taps("Send")
    bob.sees("From my pocket")
    expect(ann.box).to_be_in_viewport(ratio=1)
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(ann.people.first).to_be_hidden()
    ann.taps("in this room")
    expect(ann.people.filter(has_text="Bob")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_latest_message_and_the_box_stay_in_view(person: People, room: str) -> None:
    bob, ann = person("Bob").opens(room), person("Ann", **PHONE).opens(room)  # last who is looked at
    for number in range(15):
        bob.says(f"A message that is longer than a phone is wide, number {number}")
    ann.has_seen(15)
    expect(ann.message("A message that is longer than a phone is wide, number 14")).to_be_in_viewport(ratio=1)
    expect(ann.box).to_be_in_viewport(ratio=1)
    ann.box.fill("\n".join(f"line {number}" for number in range(40)))
    expect(ann.page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 800, 1600])
def test_no_word_makes_the_page_wider_than_the_screen(person: People, room: str, width: int) -> None:
    ann = person("W" * 32, viewport={"width": width, "height": 700}).opens(room)
    ann.says("x" * 2_000)
    ann.sees("x" * 2_000)
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ann.page.locator(".scroller").evaluate("view => view.scrollWidth <= view.clientWidth")
    expect(ann.box).to_be_in_viewport(ratio=1)


def test_the_keyboard_alone_is_enough(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    expect(ann.box).to_be_focused()
    ann.page.keyboard.type("Without a mouse")
    ann.page.keyboard.press("Enter")
    ann.sees("Without a mouse")
    ann.page.locator("button.name").focus()
    ann.page.keyboard.press("Enter")
    ann.page.keyboard.type("Anna")
    ann.page.keyboard.press("Enter")
    ann.is_called("Anna")
    ann.sees_people("Anna")


def test_escape_leaves_the_name_as_it_was(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.page.locator("button.name").click()
    ann.page.keyboard.type("Nobody")
    ann.page.keyboard.press("Escape")
    ann.is_called("Ann")


def test_a_screen_reader_is_told_what_others_say_and_not_what_was_said_before(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("Old news")
    ann.sees("Old news")
    bob = person("Bob").opens(room)
    bob.sees("Old news")
    ann.says("Fresh news")
    expect(bob.page.locator(".announcer")).to_have_text("Ann: Fresh news")
    expect(ann.page.locator(".announcer")).to_have_text("")
