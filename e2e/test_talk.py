"""The conversation itself: what one types everybody sees, once, in one order, and nobody elsewhere does."""

import pytest
from playwright.sync_api import expect

from e2e.support.people import People, Seen


def test_a_message_typed_in_one_tab_appears_in_every_other_once(person: People, room: str) -> None:
    ann, bob, cleo = (person(name).opens(room) for name in ("Ann", "Bob", "Cleo"))
    ann.says("Hello, everybody")
    for tab in (ann, bob, cleo):
        assert tab.has_seen(1) == [Seen(1, "Ann", "Hello, everybody")]
    bob.says("Hello, Ann")
    for tab in (ann, bob, cleo):
        assert tab.has_seen(2)[1:] == [Seen(2, "Bob", "Hello, Ann")]


def test_an_own_message_stands_out_from_those_of_others(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("Mine")
    expect(ann.page.locator("li.message.own")).to_have_count(1)
    bob.sees("Mine")
    expect(bob.page.locator("li.message.own")).to_have_count(0)


def test_all_see_the_same_order_when_several_type_at_once(person: People, room: str) -> None:
    tabs = {name: person(name).opens(room) for name in ("Ann", "Bob", "Cleo", "Dan")}
    for number in range(6):
        for name, tab in tabs.items():
            tab.says(f"{name} {number}")
    first, *others = [tab.has_seen(24) for tab in tabs.values()]
    assert [message.seq for message in first] == list(range(1, 25))
    for name in tabs:
        assert [text for _, author, text in first if author == name] == [f"{name} {number}" for number in range(6)]
    assert all(other == first for other in others)


def test_enter_sends_and_empties_the_box_which_keeps_the_focus(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.box.press_sequentially("One line")
    ann.box.press("Enter")
    ann.sees("One line")
    expect(ann.box).to_have_value("")
    expect(ann.box).to_be_focused()


def test_shift_enter_breaks_the_line(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.box.press_sequentially("two")
    ann.box.press("Shift+Enter")
    ann.box.press_sequentially("lines")
    expect(ann.messages).to_have_count(0)
    ann.box.press("Enter")
    assert bob.has_seen(1) == [Seen(1, "Ann", "two\nlines")]


def test_enter_that_ends_a_word_of_an_input_method_does_not_send(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.box.fill("にほんご")
    for sign in ({"isComposing": True}, {"keyCode": 229}):
        ann.box.dispatch_event("keydown", {"key": "Enter", **sign})
    expect(ann.box).to_have_value("にほんご")
    ann.box.press("Enter")
    ann.sees("にほんご")


def test_the_button_sends(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.box.fill("By mouse")
    ann.page.get_by_role("button", name="Send").click()
    ann.sees("By mouse")


@pytest.mark.parametrize("nothing", ["", "   ", "\n\n"])
def test_nothing_is_never_sent(person: People, room: str, nothing: str) -> None:
    ann = person("Ann").opens(room)
    ann.says(nothing)
    ann.box.fill(nothing)
    ann.page.get_by_role("button", name="Send").click()
    ann.says("Something")
    assert ann.has_seen(1) == [Seen(1, "Ann", "Something")]


def test_a_text_that_is_too_long_stays_in_the_box_and_says_so(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("x" * 4_001)
    expect(ann.page.get_by_text("1 character over the limit")).to_be_visible()
    expect(ann.box).to_have_value("x" * 4_001)
    ann.box.press("Backspace")
    ann.box.press("Enter")
    ann.sees("x" * 4_000)


def test_every_script_and_emoji_arrives_as_it_was_typed(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    texts = ("日本語のテキスト", "مرحبا بالعالم", "👩‍👩‍👧‍👦🏳️‍🌈 é", "  indented", "a\tb  c")
    ann.says(*texts)
    assert [message.text for message in bob.has_seen(len(texts))] == list(texts)


def test_rooms_hear_nothing_of_each_other(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(f"{room}-2")
    ann.says("In the first room")
    bob.says("In the second room")
    ann.sees("In the first room")
    bob.sees("In the second room")
    ann.sees_people("Ann")
    bob.sees_people("Bob")
