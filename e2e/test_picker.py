"""The picker of emoji: found by name, by keys alone, by touch, and what was picked comes first the next time."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, expect

from e2e.support.people import Tab
from e2e.test_accessibility import EVERY_RULE, violations

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
OPENS = """async button => {
  const part = (path) => new URL(path, document.querySelector("link[href*='people/avatar.js']").href);
  const { openPicker } = await import(part("../picker/picker.js"));
  window.picked = [];
  button.focus();
  await openPicker(button, (emoji) => window.picked.push(emoji));
}"""


def opens_picker(tab: Tab) -> Locator:
    tab.page.get_by_role("button", name="Send").evaluate(OPENS)
    picker = tab.page.get_by_role("dialog", name="Choose an emoji")
    expect(picker).to_be_visible()
    return picker


def test_an_emoji_is_found_by_its_name_and_comes_first_the_next_time(ann):
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
    expect(ann.page.get_by_role("button", name="Send")).to_be_focused()
    assert ann.page.evaluate("window.picked") == ["👍"]
    opens_picker(ann)
    expect(picker.get_by_role("rowgroup").first).to_have_accessible_name("Recently used")
    expect(picker.get_by_role("gridcell").first).to_have_text("👍")
    for close in (lambda: ann.page.keyboard.press("Escape"), lambda: ann.page.mouse.click(5, 5)):
        opens_picker(ann)
        close()
        expect(picker).to_be_hidden()
    assert ann.page.evaluate("window.picked") == []


def test_on_a_phone_an_emoji_is_picked_at_the_bottom_edge_in_a_skin_tone(person, room):
    ann = person("Ann", **PHONE).opens(room)
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
    assert ann.page.evaluate("window.picked") == ["👋🏽"]
    ann.reloads()
    opens_picker(ann)
    expect(picker.get_by_label("Skin tone")).to_have_value("🏽")
    expect(picker.get_by_role("gridcell", name="waving hand").first).to_have_text("👋🏽")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_in_the_picker(person, room, theme):
    ann = person("Ann", color_scheme=theme).opens(room)
    opens_picker(ann)
    ann.page.evaluate(AXE_SCRIPT)
    assert violations(ann.page, EVERY_RULE) == []
