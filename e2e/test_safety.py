"""What people write stays text, and the page speaks with its own server only; every test's witness holds this too."""

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import ConsoleMessage, expect

from e2e.support.guests import Guests, tell
from e2e.support.page_errors import VIOLATION, PageErrors
from e2e.support.people import People
from e2e.test_reading import goes_away
from tests.support.server import Server

MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src="javascript:alert(1)"></iframe>',
    "&lt;b&gt;&amp;",
    "</p></li></ol><h1>out</h1>",
    "{{title}} ${1+1} <!-- -->",
    '<a href="https://elsewhere.example/">click</a>',
    "<style>*{display:none}</style>",
)


def test_markup_in_a_message_is_shown_as_text(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says(*MARKUP)
    for tab in (ann, bob):
        assert [text for _, _, text in tab.has_seen(len(MARKUP))] == list(MARKUP)
        expect(tab.messages.locator(".text *")).to_have_text(["https://elsewhere.example/"])  # an address is a link
    bob.reloads()
    assert [text for _, _, text in bob.has_seen(len(MARKUP))] == list(MARKUP)


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "<b>Ann</b>", "&amp;{{title}}'\"`"])
def test_markup_in_a_name_is_shown_as_text(person: People, room: str, name: str) -> None:
    mallory, bob = person(name).opens(room), person("Bob").opens(room)
    mallory.says("Hello")
    bob.sees("Hello")
    bob.sees_people(name, "Bob")
    expect(bob.messages.locator(".author")).to_have_text(name)
    expect(mallory.page.locator(".greeting")).to_have_text(f"Welcome, {name}!")
    for place in (".author *", ".person *", ".greeting *", "button.name bdi *"):
        expect(mallory.page.locator(place)).to_have_count(0)
    mallory.renames_to(name[::-1])
    bob.sees_people(name[::-1], "Bob")


NAMES_OF_THINGS = ("beginning", "unread", "end", "day", "changes", "__proto__", "constructor", "toString")


def test_a_draft_id_may_be_the_name_of_anything_in_the_page(
    person: People, guest: Guests, room: str, address: str
) -> None:
    tell(address, room, "Before")
    ann = person("Ann").opens(room)
    goes_away(ann)  # so that there is a line before what is unread
    mallory = guest("Mallory")
    for draft in NAMES_OF_THINGS:
        mallory.sends(draft, f"said as {draft}")
    texts = ["Before", *(f"said as {draft}" for draft in NAMES_OF_THINGS)]
    ann.sees(*texts)
    person("Bob").opens(room).sees(*texts)
    ann.says("After")
    ann.sees(*texts, "After")


def test_an_old_draft_said_again_puts_its_words_under_nobody_elses_name(
    person: People, guest: Guests, room: str, own_server: Server
) -> None:
    ann = person("Ann").opens(room)
    guest("Bob").sends("old", "Said long ago")
    ann.says("Said since")
    ann.sees("Said long ago", "Said since")
    own_server.stop()
    with sqlite3.connect(own_server.database) as database:  # as retention does
        database.execute("DELETE FROM entry WHERE draft = 'old'")
    own_server.start()
    ann.has_connection("live")
    guest("Mallory").sends("old", "Something else")
    ann.sees("Said long ago", "Said since", "Something else")


def violation_of(directive: str) -> Callable[[ConsoleMessage], bool]:
    return lambda message: message.text.startswith(f"{VIOLATION} {directive}")


def test_even_a_script_in_the_page_could_not_send_anything_elsewhere(
    person: People, room: str, page_errors: PageErrors
) -> None:
    page = person("Ann").opens(room).page
    page_errors.allow("connect-src", "https://elsewhere.example/")
    with page.expect_console_message(violation_of("connect-src")):
        page.evaluate("fetch('https://elsewhere.example/').catch(() => null)")


def test_no_script_or_style_written_into_the_page_takes_effect(
    person: People, room: str, page_errors: PageErrors
) -> None:
    page = person("Ann").opens(room).page
    page_errors.allow("style-src")
    with page.expect_console_message(violation_of("style-src")):
        page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'ol{}'}))")


def test_no_other_site_can_show_the_page_as_its_own(person: People, room: str) -> None:
    answer = person("Ann").opens(room).page.reload()
    assert answer is not None
    assert "frame-ancestors 'none'" in answer.all_headers()["content-security-policy"]
