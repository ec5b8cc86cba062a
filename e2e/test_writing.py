"""Writing: the box helps and never cuts, what is sent settles where it stands, and what is refused says what to do."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e.support.people import People, Tab
from tests.support.proxy import Proxy
from tests.support.server import Server

TOUCH: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}


def test_the_box_grows_with_the_text_and_shrinks_when_it_is_sent(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    one_line = height_of_box(ann)
    ann.box.fill("\n".join("abcd"))
    assert height_of_box(ann) > 2 * one_line
    ann.box.press("Enter")
    ann.sees("\n".join("abcd"))
    assert height_of_box(ann) == one_line


def test_a_message_settles_in_the_very_row_it_was_written_into(person: People, room: str, proxy: Proxy) -> None:
    ann = person("Ann", via=proxy).opens(room)
    proxy.cut()
    ann.has_connection("waiting")
    ann.says("Here it stays")
    row = ann.unsettled.element_handle()
    proxy.restore()
    ann.comes_online()
    ann.sees("Here it stays")
    assert row.get_attribute("data-seq") == "1"
    assert row.evaluate("row => row.isConnected")


def test_a_message_on_its_way_is_not_dimmed_before_it_takes_long(person: People, room: str, proxy: Proxy) -> None:
    ann = person("Ann", via=proxy)
    ann.context.clock.install()
    tab = ann.opens(room)
    proxy.lose_answers()
    tab.says("Soon there")
    bubble = tab.unsettled.locator(".bubble")
    assert bubble.evaluate("bubble => bubble.getAnimations()[0].effect.getTiming().delay") >= 300


@pytest.mark.parametrize("key", ["Control+Enter", "Meta+Enter"])
def test_enter_with_a_command_key_sends(person: People, room: str, key: str) -> None:
    ann = person("Ann").opens(room)
    ann.box.fill("By both hands")
    ann.box.press(key)
    ann.sees("By both hands")


@pytest.mark.only_browser("chromium")  # in the others the automation gives a page no touch screen that CSS can see
def test_on_a_touch_screen_enter_breaks_the_line_and_the_button_sends(person: People, room: str) -> None:
    ann = person("Ann", **TOUCH).opens(room)
    ann.box.press_sequentially("two")
    ann.box.press("Enter")
    ann.box.press_sequentially("lines")
    ann.taps("Send")
    ann.sees("two\nlines")


def test_whoever_types_means_the_box(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.page.locator(".scroller").focus()
    ann.page.keyboard.type("Anywhere")
    expect(ann.box).to_have_value("Anywhere")


def test_up_in_an_empty_box_brings_back_the_last_own_message(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("Is anybody there?")
    bob.sees("Is anybody there?")
    bob.says("Yes")
    ann.sees("Is anybody there?", "Yes")
    ann.box.press("ArrowUp")
    expect(ann.box).to_have_value("Is anybody there?")
    ann.box.fill("Something else")
    ann.box.press("ArrowUp")
    expect(ann.box).to_have_value("Something else")


def test_how_much_fits_is_told_only_when_it_gets_close(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    counter = ann.page.locator(".counter")
    ann.box.fill("x" * 3_000)
    expect(counter).to_have_text("")
    ann.box.fill("x" * 3_900)
    expect(counter).to_have_text("100 characters left")
    expect(counter).to_have_attribute("aria-live", "polite")
    ann.box.press("x")
    expect(counter).to_have_text("99 characters left")
    expect(counter).to_have_attribute("aria-live", "off")


def test_a_text_too_long_for_one_message_is_offered_as_several(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    text = " ".join(f"word{number}" for number in range(1_200))
    ann.box.fill(text)
    ann.page.get_by_role("button", name="Send as 3 messages").click()
    assert " ".join(message.text for message in bob.has_seen(3)) == text
    expect(ann.box).to_have_value("")
    expect(ann.page.get_by_role("button", name="Send as")).to_be_hidden()


# Mentions.


def test_a_mention_is_completed_by_keys_and_stands_out_for_whom_it_means(person: People, room: str) -> None:
    bob, boris, ann = (person(name).opens(room) for name in ("Bob Lee", "Boris", "Ann"))
    ann.sees_people("Ann", "Bob Lee", "Boris")
    offers = ann.page.get_by_role("listbox", name="People to mention")
    ann.box.press_sequentially("Hi @bo")
    expect(offers.get_by_role("option")).to_have_count(2)
    assert chosen(ann) == "Bob Lee"
    ann.box.press("ArrowDown")
    assert chosen(ann) == "Boris"
    ann.box.press("ArrowDown")
    ann.box.press("Enter")
    expect(ann.box).to_have_value("Hi @Bob Lee ")
    expect(offers).to_be_hidden()
    ann.box.press_sequentially("and all")
    ann.box.press("Enter")
    for tab in (ann, bob, boris):
        tab.sees("Hi @Bob Lee and all")
    expect(bob.messages.get_by_text("Mentions you")).to_be_visible()
    for tab in (ann, boris):
        expect(tab.messages.get_by_text("Mentions you")).to_be_hidden()


def test_a_mention_is_completed_by_pointer_and_taken_back_at_once(person: People, room: str) -> None:
    person("Bob").opens(room)
    ann = person("Ann").opens(room)
    ann.sees_people("Ann", "Bob")
    ann.box.press_sequentially("@")
    ann.page.get_by_role("option", name="Bob").click()
    expect(ann.box).to_have_value("@Bob ")
    expect(ann.box).to_be_focused()
    ann.box.press("ControlOrMeta+z")
    expect(ann.box).to_have_value("@")


def test_escape_closes_the_list_of_people_and_enter_sends_again(person: People, room: str) -> None:
    person("Bob").opens(room)
    ann = person("Ann").opens(room)
    ann.sees_people("Ann", "Bob")
    ann.box.press_sequentially("me @b")
    ann.box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(ann.page.get_by_role("option")).to_have_count(1)
    ann.box.press("Escape")
    expect(ann.page.get_by_role("listbox")).to_be_hidden()
    ann.box.press("Enter")
    ann.sees("me @b")


@pytest.mark.parametrize("send", ["Control+Enter", "Send"])
def test_the_list_of_people_goes_with_the_text_that_is_sent(person: People, room: str, send: str) -> None:
    ann = with_bob(person, room)
    offers = offered_at(ann, "Hi @b")
    if send == "Send":
        ann.page.get_by_role("button", name=send).click()
    else:
        ann.box.press(send)
    ann.sees("Hi @b")
    expect(offers).to_be_hidden()
    ann.says("And on it goes")
    ann.sees("Hi @b", "And on it goes")


def test_who_selects_the_whole_text_while_people_are_offered_sends_it_whole(person: People, room: str) -> None:
    ann = with_bob(person, room)
    offers = offered_at(ann, "A long thought, for @b")
    ann.box.press("ControlOrMeta+a")
    expect(offers).to_be_hidden()
    ann.box.press("Enter")
    ann.sees("A long thought, for @b")


def test_a_click_beside_the_people_offered_chooses_nobody(person: People, room: str) -> None:
    ann = with_bob(person, room)
    offers = offered_at(ann, "@b")
    offers.click(position={"x": 40, "y": 1})
    expect(offers).to_be_hidden()
    expect(ann.box).to_have_value("@b")
    ann.box.press("Enter")
    ann.sees("@b")


def with_bob(person: People, room: str) -> Tab:
    person("Bob").opens(room)
    ann = person("Ann").opens(room)
    ann.sees_people("Ann", "Bob")
    return ann


def offered_at(tab: Tab, text: str) -> Locator:
    tab.box.press_sequentially(text)
    offers = tab.page.get_by_role("listbox", name="People to mention")
    expect(offers.get_by_role("option")).to_have_count(1)
    return offers


def chosen(tab: Tab) -> str:
    """What a screen reader would say: the option the box points to."""
    option = tab.page.locator(f"#{tab.box.get_attribute('aria-activedescendant')}")
    expect(option).to_have_attribute("aria-selected", "true")
    return option.locator(".person").inner_text()


# Commands.


def test_what_somebody_does_is_told_with_their_name(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("/me waves")
    expect(bob.settled.locator(".text")).to_have_text("Ann waves")
    expect(bob.page.locator(".announcer")).to_have_text("Ann waves")


def test_a_name_is_changed_from_the_box(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("/name Zoë")
    ann.is_called("Zoë")
    ann.says("/name")
    expect(ann.page.get_by_label("Your name")).to_be_focused()
    expect(ann.messages).to_have_count(0)


@pytest.mark.parametrize("name", ["admin", "is a route we should add to the API, because people ask"])
def test_a_name_that_is_refused_stands_in_the_box_again(person: People, room: str, name: str) -> None:
    ann = person("Ann").opens(room)
    ann.says(f"/name {name}")
    expect(ann.page.get_by_role("alert")).not_to_be_empty()
    expect(ann.box).to_have_value(f"/name {name}")
    ann.is_called("Ann")
    ann.says("/name Zoë")
    ann.is_called("Zoë")
    expect(ann.box).to_have_value("")


def test_what_is_sent_as_several_messages_is_said_whatever_a_part_begins_with(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    first, second = ("word " * 700).strip(), "/name " + ("secret plan " * 100).strip()
    ann.box.fill(f"{first}\n\n{second}")
    ann.page.get_by_role("button", name="Send as 2 messages").click()
    bob.sees(first, second)
    ann.is_called("Ann")


def test_help_is_asked_for_from_the_box(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("/help")
    expect(ann.page.get_by_role("dialog", name="Keyboard shortcuts and commands")).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(ann.box).to_be_focused()
    expect(ann.messages).to_have_count(0)


def test_a_slash_that_is_no_command_is_said(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("/etc/hosts", "/name is a route\nthat we need")
    ann.sees("/etc/hosts", "/name is a route\nthat we need")


# Refusals.


def test_messages_sent_too_fast_say_that_they_will_be_sent_automatically(
    person: People, room: str, own_server: Server
) -> None:
    own_server.stop()
    own_server.start(RATE="0.1", BURST="2")  # so slow that no browser is too slow to be too fast
    ann = person("Ann").opens(room)
    texts = [f"number {number}" for number in range(3)]
    ann.says(*texts)
    expect(ann.unsettled.filter(has_text="You’re sending messages too fast.")).to_have_count(1)
    ann.sees(*texts)
    expect(ann.page.get_by_text("sending messages too fast")).to_have_count(0)


def test_a_message_that_got_too_long_meanwhile_says_so_and_can_be_edited(
    person: People, room: str, own_server: Server
) -> None:
    ann = person("Ann").opens(room)
    own_server.stop()
    ann.has_connection("waiting")
    ann.says("This is longer than what will be allowed")
    ann.box.fill("what I was at")
    own_server.start(MAX_TEXT="20")
    expect(ann.failed).to_contain_text("Not sent. It’s longer than 20 characters.", timeout=30_000)
    expect(ann.failed.get_by_role("button", name="Retry")).to_be_hidden()
    ann.failed.get_by_role("button", name="Edit").click()
    expect(ann.box).to_have_value("This is longer than what will be allowed\n\nwhat I was at")
    expect(ann.messages).to_have_count(0)


def test_a_message_that_ends_the_line_does_not_keep_back_those_behind_it(
    person: People, room: str, own_server: Server
) -> None:
    own_server.stop()
    own_server.start(MAX_TEXT="100000")
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    own_server.stop()
    ann.has_connection("waiting")
    ann.says("x" * 90_000, "two", "three")  # the first is longer than a whole frame may be
    own_server.start(MAX_TEXT="4000")
    bob.sees("two", "three")
    expect(ann.failed).to_contain_text("Not sent. It’s longer than 4,000 characters.")
    ann.failed.get_by_role("button", name="Delete").click()
    assert ann.has_seen(2) == bob.has_seen(2)


def height_of_box(tab: Tab) -> float:
    height: float = tab.box.evaluate("box => box.getBoundingClientRect().height")
    return height
