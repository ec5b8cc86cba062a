"""What a person is called: a name without asking, kept by their browser, theirs in every tab, seen by all."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from e2e.support.people import People


def test_a_first_visit_gets_a_random_name_and_keeps_it_in_a_cookie(person: People, room: str) -> None:
    tab = person().opens(room)
    expect(tab.page.locator("button.name")).to_have_text(re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+"))
    cookie = tab.person.cookie("name")
    tab.is_called(unquote(cookie["value"]))
    assert cookie["sameSite"] == "Lax"
    assert cookie["expires"] > 0


def test_the_token_that_makes_a_person_is_out_of_reach_of_scripts(person: People, room: str) -> None:
    tab = person("Ann").opens(room)
    assert tab.person.cookie("person")["httpOnly"]
    assert "person=" not in tab.page.evaluate("document.cookie")


def test_a_name_stays_after_a_reload(person: People, room: str) -> None:
    tab = person().opens(room)
    name = tab.page.locator("button.name").inner_text()
    tab.reloads()
    tab.is_called(name)


def test_all_tabs_of_a_browser_share_one_name(person: People, room: str) -> None:
    ann = person()
    name = ann.opens(room).page.locator("button.name").inner_text()
    ann.opens(room).is_called(name)
    ann.opens(f"{room}-2").is_called(name)


def test_another_browser_gets_another_name(person: People, room: str) -> None:
    tabs = [person().opens(room) for _ in range(3)]
    tabs[0].sees_people(*(tab.page.locator("button.name").inner_text() for tab in tabs))
    # Of 1024 names two may draw the same; that all three do is one in a million.
    assert len({tab.page.locator("button.name").inner_text() for tab in tabs}) > 1
    assert len({tab.page.locator(".people li.you").get_attribute("data-person") for tab in tabs}) == 3


def test_the_server_greets_each_by_name(person: People, room: str) -> None:
    for name in ("Ann", "Борис", "小明"):
        expect(person(name).opens(room).page.locator(".greeting")).to_have_text(f"Welcome, {name}!")


def test_a_new_name_is_seen_by_everybody_and_kept(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.renames_to("Zoë 🦊")
    bob.sees_people("Zoë 🦊", "Bob")
    ann.says("It is still me")
    bob.sees("It is still me")
    expect(bob.message("It is still me").locator(".author")).to_have_text("Zoë 🦊")
    ann.reloads()
    ann.is_called("Zoë 🦊")
    assert unquote(ann.person.cookie("name")["value"]) == "Zoë 🦊"


def test_a_new_name_reaches_the_other_tabs_of_the_same_browser(person: People, room: str) -> None:
    ann = person("Ann")
    here, there = ann.opens(room), ann.opens(f"{room}-2")
    here.renames_to("Anna")
    there.is_called("Anna")


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("server", "it’s reserved"),
        ("x" * 33, "it’s longer than 32 characters"),
        ("Ann\u200b", "it has an invisible character"),
        ("\u0301Ann", "it has too many accents on a letter"),
        ("Аnn", "it mixes different alphabets in a word"),
    ],
)
def test_a_name_that_is_refused_says_why_and_the_old_one_stays(
    person: People, room: str, wanted: str, reason: str
) -> None:
    ann = person("Ann").opens(room)
    ann.renames_to(wanted)
    expect(ann.page.get_by_role("alert")).to_have_text(f"This name isn’t available: {reason}.")
    ann.is_called("Ann")
    ann.reloads()
    ann.is_called("Ann")
    ann.sees_people("Ann")
