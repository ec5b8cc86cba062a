"""The picker of emoji: found by name, by keys alone, by touch, and what was picked comes first the next time."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e.support.people import Tab

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "has_touch": True}


def opens_picker(tab: Tab) -> Locator:
    """For the only message in the room, by the bar of actions."""
    tab.messages.locator(".open-actions").dispatch_event("click")
    tab.page.locator(".actions [name=pick]").dispatch_event("click")
    picker = tab.page.get_by_role("dialog", name="Choose an emoji")
    expect(picker).to_be_visible()
    return picker


def test_an_emoji_is_found_by_its_name_and_comes_first_the_next_time(ann, bob):
    bob.says("Hello")
    picker = opens_picker(ann)
    expect(picker.get_by_role("searchbox")).to_be_focused()
    ann.page.keyboard.type("thumbs")
    expect(picker.get_by_role("gridcell").first).to_have_accessible_name("thumbs up")
    ann.page.keyboard.press("ArrowDown")
    ann.page.keyboard.press("ArrowRight")
    expect(picker.get_by_role("gridcell", name="thumbs down")).to_be_focused()
    ann.page.keyboard.type("x")
    expect(picker.get_by_role("searchbox")).to_have_value("thumbsx")
    expect(picker.get_by_role("status")).to_have_text("No emoji found.")
    ann.page.keyboard.press("Backspace")
    ann.page.keyboard.press("Enter")
    expect(picker).to_be_hidden()
    expect(ann.messages).to_be_focused()
    expect(ann.messages.locator(".reactions")).to_contain_text("👍")
    opens_picker(ann)
    expect(picker.get_by_role("rowgroup").first).to_have_accessible_name("Recently used")
    expect(picker.get_by_role("gridcell").first).to_have_text("👍")
    ann.page.keyboard.press("Escape")
    for close in (lambda: ann.page.keyboard.press("Escape"), lambda: ann.page.mouse.click(5, 5)):
        opens_picker(ann)
        close()
        expect(picker).to_be_hidden()
        expect(ann.messages).to_be_focused()
    expect(ann.messages.locator(".reactions")).to_contain_text("👍")


@pytest.mark.thorough
def test_on_a_phone_an_emoji_is_picked_at_the_bottom_edge_in_a_skin_tone(person, guest, room):
    ann = person("Ann", **PHONE).opens(room)
    guest("Bob").says("Hello")
    picker = opens_picker(ann)
    ann.page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished))")
    box = picker.bounding_box()
    assert box is not None
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 360, 640)
    picker.get_by_role("radio", name="People and gestures").check(force=True)
    hand = picker.get_by_role("gridcell", name="waving hand")
    expect(hand).to_be_in_viewport(ratio=1)
    picker.get_by_label("Skin tone").select_option("🏽")
    picker.get_by_role("radio", name="People and gestures").check(force=True)
    hand.click()
    expect(ann.messages.locator(".reactions")).to_contain_text("👋🏽")
    ann.reloads()
    opens_picker(ann)
    expect(picker.get_by_label("Skin tone")).to_have_value("🏽")
    expect(picker.get_by_role("gridcell", name="waving hand").first).to_have_text("👋🏽")
