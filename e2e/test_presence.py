"""Presence: who is here, joins, leaves, types or changes a name is seen once, briefly, and only by people who want to know."""

import re

import pytest
from playwright.sync_api import expect

from e2e.support.people import BACK_MS, Tab

TYPING_MS = 6_000
"""Time for which a person counts as typing after the last `typing`."""


def test_joins_and_departures_show_in_the_list_of_people_and_in_one_notice(ann, guest):
    ann.sees_people("Ann")
    ann.says("Hello?")
    bob = guest("Bob")
    notices(ann, "Bob joined")
    cleo = guest("Cleo")
    notices(ann, "Bob and Cleo joined")
    ann.sees_people("Ann", "Bob", "Cleo")
    cleo.leaves()
    notices(ann, "Bob joined")
    ann.sees_people("Ann", "Bob")
    bob.says("Hello!")
    bob.leaves()
    notices(ann, "Bob joined", "Bob left")
    ann.sees_people("Ann")


def test_joins_are_shown_only_to_people_who_want_to_know(person, guest, room):
    ann, dora = person("Ann").opens(room), guest("Dora")
    notices(ann, "Dora joined")
    sets(ann, "Show when people join and leave", to=False)
    notices(ann)
    dora.renames_to("Dorothy")
    notices(ann, "Dora is now Dorothy")
    ann.reloads()
    guest("Bob")
    ann.sees_people("Ann", "Bob", "Dorothy")
    notices(ann)
    sets(ann, "Show when people join and leave", to=True)
    notices(ann, "Bob joined")


@pytest.mark.thorough
def test_a_slow_reload_is_no_departure(person, guest, room):
    ann, bob, cleo = person("Ann").opens(room), person("Bob").opens(room), guest("Cleo")
    bob.sees_people("Ann", "Bob", "Cleo")
    bob.watches_people()
    address = ann.page.url
    ann.page.goto("about:blank")
    # News of Cleo comes while Ann is away, and could tell of her as well.
    cleo.renames_to("Clio")
    bob.sees_people("Ann", "Bob", "Clio")
    ann.goes_to(address)
    # Clio leaves after Ann's reload, so when she counts as gone Ann would have long ago.
    cleo.leaves()
    bob.sees_people("Ann", "Bob")
    assert bob.people_watched() == ["Ann, Bob, Cleo: 3", "Ann, Bob, Clio: 3", "Ann, Bob: 2"]


def test_several_tabs_of_one_browser_are_one_person_as_long_as_one_is_open(person, guest, room):
    ann, bob = person("Ann"), person("Bob").opens(room)
    tabs = [ann.opens(room) for _ in range(2)]
    bob.sees_people("Ann", "Bob")
    bob.watches_people()
    cleo = guest("Cleo")
    bob.sees_people("Ann", "Bob", "Cleo")
    tabs[0].closes()
    cleo.leaves()
    bob.sees_people("Ann", "Bob")
    assert bob.people_watched() == ["Ann, Bob: 2", "Ann, Bob, Cleo: 3", "Ann, Bob: 2"]


def test_a_new_name_is_shown_with_the_old_one_and_keeps_its_colour(person, guest, room):
    ann, bob = person("Ann"), guest("Bob")
    here, there = ann.opens(room), ann.opens(room)
    here.says("Before")
    here.sees_people("Ann", "Bob")
    here.renames_to("Anna")
    for tab in (here, there):
        expect(tab.page.locator("li.changes").last).to_contain_text("Ann is now Anna")
        tab.is_called("Anna")
    here.says("After")
    for tab in (here, there):
        assert [author for _, author, _ in tab.has_seen(2)] == ["Ann", "Anna"]
    colours = there.messages.evaluate_all("all => all.map(message => message.dataset.hue)")
    assert colours[0] == colours[1]
    assert [seen.author for seen in bob.has_seen(2)] == ["Ann", "Anna"]


def test_people_of_one_name_differ_by_more_than_their_colour(person, guest, room):
    sam = person("Sam").opens(room)
    guest("sam").says("I am Sam")
    guest("Ann").says("And I am not")
    sam.says("So am I")
    sam.sees("I am Sam", "And I am not", "So am I")
    expect(sam.page.locator("li.message.own")).to_have_count(1)
    other, ann, own = (sam.messages.nth(number).locator(".tag") for number in range(3))
    for tag in (other, own):
        expect(tag).to_have_text(re.compile("^#[0-9a-z]{4}$"))
    assert other.inner_text() != own.inner_text()
    expect(ann).to_have_text("")
    sam.sees_people("Sam", "sam", "Ann")
    expect(sam.people.locator(".tag:not(:empty)")).to_have_count(2)


# Typing.


def test_a_person_is_typing_until_the_message_comes_and_commands_are_private(ann, person, guest, room):
    bob, cleo = person("Bob").opens(room), guest("Cleo")
    bob.box.press_sequentially("/name Robert")
    cleo.types()
    expect(ann.page.locator(".typing")).not_to_be_empty()
    assert ann.page.locator(".typing").inner_text() == "Cleo is typing…"
    cleo.says("Hm")
    types(ann, "")
    bob.box.fill("")
    bob.box.press_sequentially("Well")
    types(ann, "Bob is typing…")
    types(bob, "")
    bob.box.press("Enter")
    ann.sees("Hm", "Well")
    types(ann, "")


def test_up_to_three_who_type_are_named_until_they_stop(person, guest, room):
    ann = person("Ann")
    ann.context.clock.install()
    tab = ann.opens(room)
    others = [guest(name) for name in ("Bob", "Cleo", "Dan", "Eve")]
    lines = ("Bob is", "Bob and Cleo are", "Bob, Cleo, and Dan are", "Bob, Cleo, and 2 others are")
    for number, words in enumerate(lines):
        others[number].types()
        types(tab, f"{words} typing…")
    tab.page.clock.fast_forward(TYPING_MS)
    types(tab, "")


@pytest.mark.parametrize("who_minds", ["reader", "writer"])
def test_typing_is_shown_only_where_both_sides_want_it(person, guest, room, who_minds):
    ann, bob, cleo = person("Ann").opens(room), person("Bob").opens(room), guest("Cleo")
    sets(ann if who_minds == "reader" else bob, "Show who’s typing", to=False)
    bob.box.press_sequentially("Well")
    cleo.types()
    types(bob, "" if who_minds == "writer" else "Cleo is typing…")
    types(ann, "" if who_minds == "reader" else "Cleo is typing…")


def notices(tab: Tab, *texts: str) -> None:
    expect(tab.page.locator("li.changes")).to_have_text(texts, timeout=BACK_MS)


def types(tab: Tab, words: str) -> None:
    expect(tab.page.locator(".typing")).to_have_text(words)


def sets(tab: Tab, label: str, *, to: bool) -> None:
    tab.page.get_by_role("button", name="Settings").click()
    tab.page.get_by_label(label).set_checked(to)
    tab.page.keyboard.press("Escape")
