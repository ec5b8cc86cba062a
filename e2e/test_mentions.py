"""Mentions: people are offered for completion, by keys or pointer, and the message stands out for the person it means."""

import pytest
from playwright.sync_api import Locator, expect

from e2e.support.guests import Guests
from e2e.support.people import People, Tab


@pytest.fixture
def ann(person: People, guest: Guests, room: str) -> Tab:
    """Ann's tab, once Bob has joined her room."""
    guest("Bob")
    ann = person("Ann").opens(room)
    ann.sees_people("Ann", "Bob")
    return ann


def test_a_mention_is_completed_by_keys_and_stands_out_for_whom_it_means(person, guest, room):
    bob, ann = person("Bob Lee").opens(room), person("Ann").opens(room)
    guest("Boris")
    ann.sees_people("Ann", "Bob Lee", "Boris")
    ann.box.press_sequentially("Hi @bo")
    expect(offers(ann).get_by_role("option")).to_have_count(2)
    assert chosen(ann) == "Bob Lee"
    ann.box.press("ArrowDown")
    assert chosen(ann) == "Boris"
    ann.box.press("ArrowDown")
    ann.box.press("Enter")
    expect(ann.box).to_have_value("Hi @Bob\u00a0Lee ")
    expect(offers(ann)).to_be_hidden()
    ann.box.press_sequentially("and all")
    ann.box.press("Enter")
    for tab in (ann, bob):
        tab.sees("Hi @Bob\u00a0Lee and all")
        expect(tab.messages.locator(".at-name")).to_have_text("@Bob Lee")
    expect(bob.messages.get_by_text("Mentions you")).to_be_visible()
    expect(bob.messages.locator(".at-name.mine")).to_have_count(1)
    expect(ann.messages.locator(".at-name.mine")).to_have_count(0)
    expect(ann.messages.get_by_text("Mentions you")).to_be_hidden()
    expect(ann.page.locator(".room-row")).to_have_count(1)  # what counts the calls is loaded
    ann.box.press_sequentially("@al")
    expect(offers(ann).get_by_role("option")).to_have_text("@alleverybody in the room")
    ann.box.press("Enter")
    ann.box.press("Enter")
    expect(bob.messages.last.get_by_text("Mentions you")).to_be_visible()
    ann.says("@here again")
    expect(ann.page.locator(".hint")).to_contain_text("You called everybody less than a minute ago.")
    expect(ann.box).to_have_value("@here again")


def test_a_mention_is_completed_by_pointer_and_undone_at_once(ann):
    ann.box.press_sequentially("@")
    ann.page.get_by_role("option", name="Bob").click()
    expect(ann.box).to_have_value("@Bob ")
    expect(ann.box).to_be_focused()
    ann.box.press("ControlOrMeta+z")
    expect(ann.box).to_have_value("@")


def test_the_list_of_people_closes_at_escape_a_click_elsewhere_sending_and_selecting(ann):
    types(ann, "me @b")
    # This Enter only confirms a word in an input method.
    ann.box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(offers(ann).get_by_role("option")).to_have_count(1)
    ann.box.press("Escape")
    expect(offers(ann)).to_be_hidden()
    ann.box.press("Enter")
    ann.sees("me @b")
    types(ann, "@b")
    offers(ann).click(position={"x": 40, "y": 1})
    expect(offers(ann)).to_be_hidden()
    expect(ann.box).to_have_value("@b")
    ann.box.press("Enter")
    ann.sees("me @b", "@b")
    for send in (lambda: ann.box.press("Control+Enter"), ann.page.get_by_role("button", name="Send").click):
        types(ann, "Hi @b")
        send()
        expect(offers(ann)).to_be_hidden()
        ann.says("And on it goes")
    ann.sees("me @b", "@b", "Hi @b", "And on it goes", "Hi @b", "And on it goes")
    types(ann, "A long thought, for @b")
    ann.box.press("ControlOrMeta+a")
    expect(offers(ann)).to_be_hidden()
    ann.box.press("Enter")
    expect(ann.message("A long thought, for @b")).to_have_count(1)


def offers(tab: Tab) -> Locator:
    return tab.page.get_by_role("listbox", name="People to mention")


def types(tab: Tab, text: str) -> None:
    """Types a text, and waits until one person is offered."""
    tab.box.press_sequentially(text)
    expect(offers(tab).get_by_role("option")).to_have_count(1)


def chosen(tab: Tab) -> str:
    """Returns the option that the box points to, as a screen reader says it."""
    option = tab.page.locator(f"#{tab.box.get_attribute('aria-activedescendant')}")
    expect(option).to_have_attribute("aria-selected", "true")
    return option.locator(".person").inner_text()
