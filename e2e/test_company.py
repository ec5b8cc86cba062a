"""In company: who comes, goes, types and is called otherwise is told once, shortly, and only to who wants to know."""

import re

import pytest
from playwright.sync_api import expect

from e2e.support.people import BACK_SECONDS, People, Tab

BACK_MS = BACK_SECONDS * 1000
SILENT_MS = 6_000
"""After so long without a word from whoever typed, they no longer do."""


def test_who_came_and_who_went_is_told_in_one_line(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("Hello?")
    bob = person("Bob").opens(room)
    tells(ann, "Bob joined")
    cleo = person("Cleo").opens(room)
    tells(ann, "Bob and Cleo joined")
    cleo.closes()
    tells(ann, "Bob joined")
    bob.says("Hello!")
    bob.sees("Hello?", "Hello!")
    bob.closes()
    tells(ann, "Bob joined", "Bob left")


def test_who_comes_and_goes_is_not_told_to_who_does_not_want_to_know(person: People, room: str) -> None:
    ann, dora = person("Ann").opens(room), person("Dora").opens(room)
    ann.sees_people("Ann", "Dora")
    tells(ann, "Dora joined")
    sets(ann, "Show when people join and leave", to=False)
    tells(ann)
    dora.renames_to("Dorothy")
    tells(ann, "Dora is now Dorothy")
    ann.reloads()
    person("Bob").opens(room)
    ann.sees_people("Ann", "Bob", "Dorothy")
    tells(ann)
    sets(ann, "Show when people join and leave", to=True)
    tells(ann, "Bob joined")


def test_a_new_name_is_told_with_the_old_one_and_keeps_colour_and_place(person: People, room: str) -> None:
    ann, bob = person("Ann"), person("Bob").opens(room)
    here, there = ann.opens(room), ann.opens(room)
    here.says("Before")
    bob.sees("Before")
    bob.sees_people("Ann", "Bob")
    colour = bob.page.locator("li.message").get_attribute("data-hue")
    here.renames_to("Anna")
    for tab in (here, there, bob):
        expect(tab.page.locator("li.changes").last).to_contain_text("Ann is now Anna")
    for tab in (here, there):
        tab.is_called("Anna")
    here.says("After")
    bob.sees("Before", "After")
    assert bob.page.locator("li.message").last.get_attribute("data-hue") == colour


def test_a_name_of_two_people_is_told_apart_by_more_than_its_colour(person: People, room: str) -> None:
    one, other, ann = person("Sam").opens(room), person("sam").opens(room), person("Ann").opens(room)
    one.says("I am Sam")
    other.says("So am I")
    ann.says("And I am not")
    tags = [ann.message(text).locator(".tag") for text in ("I am Sam", "So am I", "And I am not")]
    for tag in tags[:2]:
        expect(tag).to_have_text(re.compile("^#[0-9a-z]{4}$"))
    assert tags[0].inner_text() != tags[1].inner_text()
    expect(tags[2]).to_have_text("")
    ann.sees_people("Sam", "sam", "Ann")
    expect(ann.people.locator(".tag:not(:empty)")).to_have_count(2)


# Typing.


def test_who_types_is_told_until_they_say_it(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    bob.box.press_sequentially("Well")
    types(ann, "Bob is typing…")
    types(bob, "")
    bob.box.press("Enter")
    ann.sees("Well")
    types(ann, "")


def test_many_who_type_are_told_as_a_few(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    others = [person(name).opens(room) for name in ("Bob", "Cleo", "Dan", "Eve")]
    lines = ("Bob is", "Bob and Cleo are", "Bob, Cleo, and Dan are", "Bob, Cleo, and 2 others are")
    for number, words in enumerate(lines, 1):
        for tab in others[:number]:  # those before as well: what they typed is news for a few seconds only
            tab.box.press_sequentially("H")
        types(ann, f"{words} typing…")


def test_who_falls_silent_no_longer_types(person: People, room: str) -> None:
    ann, bob = person("Ann"), person("Bob").opens(room)
    ann.context.clock.install()
    tab = ann.opens(room)
    bob.box.press_sequentially("W")
    types(tab, "Bob is typing…")
    tab.page.clock.fast_forward(SILENT_MS)
    types(tab, "")


@pytest.mark.parametrize("who_minds", ["reader", "writer"])
def test_typing_is_told_only_where_both_want_it(person: People, room: str, who_minds: str) -> None:
    ann, bob, cleo = (person(name).opens(room) for name in ("Ann", "Bob", "Cleo"))
    sets(ann if who_minds == "reader" else bob, "Show who’s typing", to=False)
    bob.box.press_sequentially("Well")
    cleo.box.press_sequentially("Hm")
    types(bob, "" if who_minds == "writer" else "Cleo is typing…")
    types(ann, "" if who_minds == "reader" else "Cleo is typing…")


def test_a_command_is_nobodys_business(person: People, room: str) -> None:
    ann, bob, cleo = (person(name).opens(room) for name in ("Ann", "Bob", "Cleo"))
    bob.box.press_sequentially("/name Robert")
    cleo.box.press_sequentially("Hm")
    types(ann, "Cleo is typing…")


def tells(tab: Tab, *lines: str) -> None:
    expect(tab.page.locator("li.changes")).to_have_text(lines, timeout=BACK_MS)


def types(tab: Tab, words: str) -> None:
    expect(tab.page.locator(".typing")).to_have_text(words)


def sets(tab: Tab, label: str, *, to: bool) -> None:
    tab.page.get_by_role("button", name="Settings").click()
    tab.page.get_by_label(label).set_checked(to)
    tab.page.keyboard.press("Escape")
