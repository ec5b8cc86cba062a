"""The keyboard alone is enough: for writing, a new name, help, settings and reading back, with the focus always visible."""

from playwright.sync_api import Locator, expect

from e2e.support.guests import tell
from e2e.support.people import Tab

HELP = "Keyboard shortcuts and commands"
IS_SHOWN = """
element => [element, element.closest("form")].filter(Boolean).some(shown => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
  return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || (shown.matches("form") && boxShadow !== "none");
})
"""


def test_messages_and_a_new_name_need_no_mouse_and_escape_keeps_the_old_name(ann):
    expect(ann.box).to_be_focused()
    ann.page.keyboard.type("Without a mouse")
    ann.page.keyboard.press("Enter")
    ann.sees("Without a mouse")
    for typed, key, name in (("Nobody", "Escape", "Ann"), ("Anna", "Enter", "Anna")):
        ann.page.locator("button.name").focus()
        ann.page.keyboard.press("Enter")
        ann.page.keyboard.type(typed)
        ann.page.keyboard.press(key)
        ann.is_called(name)
    ann.sees_people("Anna")


def test_a_question_mark_beside_the_box_opens_help_and_escape_leads_back(ann):
    ann.page.locator(".scroller").focus()
    ann.page.keyboard.press("?")
    expect(sheet(ann, HELP).get_by_role("heading", name=HELP)).to_be_in_viewport(ratio=1)
    ann.page.keyboard.press("Escape")
    expect(sheet(ann, HELP)).to_be_hidden()
    expect(ann.page.locator(".scroller")).to_be_focused()
    ann.page.keyboard.type("Anywhere?")  # whoever types means the box
    expect(ann.box).to_have_value("Anywhere?")


def test_a_question_mark_in_the_box_is_one_and_control_slash_opens_help(ann):
    ann.box.press("?")
    expect(ann.box).to_have_value("?")
    ann.box.press("Control+/")
    expect(sheet(ann, HELP)).to_be_visible()
    ann.page.keyboard.type("Nothing")
    ann.page.get_by_role("button", name="Close").click()
    expect(ann.box).to_have_value("?")
    expect(ann.box).to_be_focused()


def test_settings_lead_to_help_without_a_mouse(ann):
    ann.page.get_by_role("button", name="Settings", exact=True).press("Enter")
    expect(sheet(ann, "Settings")).to_be_visible()
    ann.page.get_by_role("button", name=HELP).press("Enter")
    expect(sheet(ann, "Settings")).to_be_hidden()
    expect(sheet(ann, HELP)).to_be_visible()


def test_escape_and_page_keys_lead_from_the_box_to_the_messages(person, room, address):
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


def test_the_list_is_one_stop_of_tab_and_arrow_keys_lead_into_messages(ann, bob):
    bob.says("First", "See https://hubbub.example and `x`", "```\ncode\n```")
    expect(ann.messages).to_have_count(3)
    ann.page.locator(".rooms :is(a, button):visible").last.focus()
    for part in (ann.page.locator(".scroller"), ann.box):
        ann.page.keyboard.press("Tab")
        expect(part).to_be_focused()
    ann.page.keyboard.press("Shift+Tab")
    for key, part in (
        ("ArrowUp", ann.messages.nth(2)),
        ("ArrowUp", ann.messages.nth(1)),
        ("Tab", ann.messages.nth(1).get_by_role("link")),
        ("ArrowDown", ann.messages.nth(2)),
        ("Tab", ann.messages.nth(2).get_by_role("button", name="Copy code")),
        ("Tab", ann.messages.nth(2).locator("pre")),
    ):
        ann.page.keyboard.press(key)
        expect(part).to_be_focused()


def test_when_what_has_the_focus_vanishes_the_focus_goes_to_the_list(person, room, address):
    tell(address, room, *(f"number {number}" for number in range(1, 41)))
    ann = person("Ann").opens(room)
    expect(ann.message("number 40")).to_be_in_viewport()
    ann.box.press("PageUp")
    ann.page.get_by_role("button", name="Latest messages").press("Enter")
    expect(ann.message("number 40")).to_be_in_viewport()
    expect(ann.page.locator(".scroller")).to_be_focused()


def test_the_focus_is_always_visible(ann):
    ann.says("One message")
    ann.sees("One message")
    ann.page.locator("button.share").focus()
    seen = set()
    for _ in range(8):
        ann.page.keyboard.press("Tab")
        element = ann.page.locator(":focus")
        if element.count() == 0:  # the focus is on a part of the browser
            continue
        seen.add(element.evaluate("element => element.className || element.name || element.tagName"))
        assert element.evaluate(IS_SHOWN), element.evaluate("element => element.outerHTML")
    assert len(seen) >= 5, seen


def sheet(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role("dialog", name=name)
